using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation;

/// <summary>A token of a snapshot, and its place among those whose use is to be written down: a link of a stack without locks.</summary>
/// <param name="digest">What its secret is known by.</param>
/// <param name="identity">Whom it acts as.</param>
/// <param name="expiresAt">From when on it is refused.</param>
/// <param name="standingRefusal">Why it is refused at any time, if it is.</param>
internal sealed class SnapshotToken(CredentialDigest digest, ApiIdentity identity, Instant expiresAt, CredentialRejection? standingRefusal)
{
    /// <summary>Below the last one of a stack: whoever has no next one is in no stack.</summary>
    private static readonly SnapshotToken Bottom = new(default, null!, default, null);

    private readonly CredentialDigest _digest = digest;
    private readonly ApiIdentity _identity = identity;
    private volatile SnapshotToken? _next;
    private Instant _usedAt;
    private IPAddress? _usedFrom;

    public ref readonly CredentialDigest Digest => ref _digest;

    public ApiIdentity Identity => _identity;

    /// <summary>Whether the use is noted already. Usually it is, and this is all that a validation pays.</summary>
    public bool IsNoted => _next is not null;

    /// <summary>R23: may it act at this instant? Allocates nothing.</summary>
    public ValidationResult Judge(Instant now) =>
        now >= expiresAt ? ValidationResult.Refused(CredentialRejection.TokenExpired, _identity)
        : standingRefusal is { } refusal ? ValidationResult.Refused(refusal, _identity)
        : ValidationResult.Valid(_identity);

    /// <summary>Puts the token on a stack with this use of it, unless another thread does with another.</summary>
    public void Push(ref SnapshotToken? top, Instant at, IPAddress? clientAddress)
    {
        if (Interlocked.CompareExchange(ref _next, Bottom, null) is not null)
        {
            return;
        }

        _usedAt = at;
        _usedFrom = clientAddress;
        SnapshotToken? below;
        do
        {
            below = Volatile.Read(ref top);
            _next = below ?? Bottom;
        }
        while (Interlocked.CompareExchange(ref top, this, below) != below);
    }

    /// <summary>Takes all from a stack: what is used from then on is noted anew.</summary>
    public static IReadOnlyList<TokenUsage> TakeAll(ref SnapshotToken? top)
    {
        var uses = new List<TokenUsage>();
        var token = Interlocked.Exchange(ref top, null);
        while (token is not null && token != Bottom)
        {
            uses.Add(new TokenUsage
            {
                AccountId = token._identity.AccountId,
                TokenId = token._identity.TokenId,
                At = token._usedAt,
                ClientAddress = token._usedFrom,
            });
            var next = token._next;
            token._usedFrom = null;
            token._next = null;
            token = next;
        }

        return uses;
    }
}
