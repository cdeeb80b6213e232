using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>A token at an instant. Not a record, because its <c>ToString</c> would print the secret of a new token.</summary>
internal sealed class TokenDocument
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string UserId { get; init; }

    public required string State { get; init; }

    public required string ExpiresAt { get; init; }

    public required string CreatedAt { get; init; }

    public required string Hint { get; init; }

    /// <summary>Only in the list; absent where no use is known.</summary>
    public string? LastUsedAt { get; init; }

    /// <summary>Absent also where the host does not record client addresses.</summary>
    public string? LastUsedFrom { get; init; }

    /// <summary><see langword="true"/> where the secret can be revealed (R14), and absent otherwise.</summary>
    public bool? IsSecretKept { get; init; }

    public string? Secret { get; init; }

    /// <summary>The nodes that a fenced revocation waited for; absent otherwise.</summary>
    public FenceDocument? Fence { get; init; }

    public static TokenDocument Of(AuthToken token, Instant now, string? secret = null, FenceResult? fence = null, TokenUsage? lastUse = null) => new()
    {
        Id = token.Id.ToString(),
        Name = token.Name.Value,
        UserId = token.UserId.Value,
        State = ManagementJson.Name(token.StateAt(now)),
        ExpiresAt = ManagementJson.Text(token.ExpiresAt),
        CreatedAt = ManagementJson.Text(token.CreatedAt),
        Hint = token.Hint,
        LastUsedAt = lastUse is { At: var at } ? ManagementJson.Text(at) : null,
        LastUsedFrom = lastUse?.ClientAddress?.ToString(),
        IsSecretKept = token.ProtectedSecret is null ? null : true,
        Secret = secret,
        Fence = FenceDocument.Of(fence),
    };
}
