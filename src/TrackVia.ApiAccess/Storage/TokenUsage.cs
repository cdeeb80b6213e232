using System.Net;
using NodaTime;

namespace TrackVia.ApiAccess.Storage;

/// <summary>That an auth token was used. Immutable.</summary>
/// <param name="AccountId">The account of the token.</param>
/// <param name="TokenId">The token.</param>
/// <param name="At">When it was validated. Stores keep whole microseconds.</param>
/// <param name="ClientAddress">Where the request came from; <see langword="null"/> where the host does not tell.</param>
public readonly record struct TokenUsage(AccountId AccountId, AuthTokenId TokenId, Instant At, IPAddress? ClientAddress = null);
