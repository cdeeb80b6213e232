using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>An immutable snapshot of an account at a version, by token digest, with R23 as a pure function of it.</summary>
/// <remarks>
/// With many accounts in memory, cache misses cost more than the judgement itself. The snapshot is therefore a struct around one array,
/// and an entry is just large enough to find its token.
/// </remarks>
internal readonly struct AccountSnapshot(AccountSnapshot.Entry[] entries)
{
    private static readonly Comparer<SnapshotToken> ByDigest = Comparer<SnapshotToken>.Create((one, other) => one.Digest.CompareTo(other.Digest));

    /// <summary>Gets one entry per token, ordered by digest.</summary>
    public Entry[] Entries => entries;

    public static AccountSnapshot Of(AccountAccess account) => new(
        [.. account.Tokens.Select(token => Of(token, account)).Order(ByDigest).Select(token => new Entry(token.Digest.LeadingBits, token))]);

    /// <summary>Applies R23: determines whether the token with this digest is accepted at an instant. Pure; allocates nothing.</summary>
    /// <param name="digest">The token's digest.</param>
    /// <param name="now">The instant.</param>
    public Judgement Judge(in CredentialDigest digest, Instant now) => Find(digest) is { } token
        ? new(token.Judge(now), now, token)
        : new(ValidationResult.Refused(CredentialRejection.UnknownToken), now);

    /// <summary>Applies R23 to a token that is known by its id. Takes time linear in the number of tokens.</summary>
    /// <param name="tokenId">The token's id.</param>
    /// <param name="now">The instant.</param>
    public ValidationResult Judge(AuthTokenId tokenId, Instant now)
    {
        foreach (var entry in entries)
        {
            if (entry.Token.Identity.TokenId == tokenId)
            {
                return entry.Token.Judge(now);
            }
        }

        return ValidationResult.Refused(CredentialRejection.UnknownToken);
    }

    private static SnapshotToken Of(AuthToken token, AccountAccess account)
    {
        var user = account.GetUser(token.UserId);
        return new SnapshotToken(
            token.Digest,
            new ApiIdentity
            {
                AccountId = account.Id,
                UserId = token.UserId,
                TokenId = token.Id,
                TokenName = token.Name,
                ExpiresAt = token.ExpiresAt,
            },
            token.ExpiresAt,
            token.IsDeactivated ? CredentialRejection.TokenDeactivated
                : !user.IsEnabled ? CredentialRejection.UserDisabled
                : !user.IsApiUser ? CredentialRejection.UserNotApiUser
                : null);
    }

    /// <summary>
    /// Finds a token by its digest. Digests are uniform, so the index in the sorted array is known to within one or two entries.
    /// </summary>
    /// <remarks>
    /// The digest is a hash of the caller's input, so the duration of the search discloses nothing about a stored secret (T1).
    /// </remarks>
    private SnapshotToken? Find(in CredentialDigest digest)
    {
        var rank = digest.LeadingBits;
        var direction = 0;
        for (var i = (int)Math.BigMul(rank, (ulong)entries.Length, out _); (uint)i < (uint)entries.Length; i += direction)
        {
            ref readonly var entry = ref entries[i];
            var order = rank == entry.Rank ? Math.Sign(digest.CompareTo(entry.Token.Digest)) : rank < entry.Rank ? -1 : 1;
            if (order == 0)
            {
                return entry.Token;
            }

            if (order == -direction)
            {
                return null;
            }

            direction = order;
        }

        return null;
    }

    /// <param name="Rank">The rank of the token's digest.</param>
    /// <param name="Token">The token.</param>
    public readonly record struct Entry(ulong Rank, SnapshotToken Token);
}
