using FsCheck.Xunit;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Tests.Validation;

public sealed class AccountSnapshotTests
{
    private static readonly AccountAccess Full = Aggregate.Empty.WithApiUser().WithTokens(AccountAccess.MaxTokens);

    [Property]
    public void R23_Each_token_is_found_by_its_digest_and_nothing_by_another(byte tokens, bool isUniform, int seed)
    {
        var random = new Random(seed);
        CredentialDigest NextDigest()
        {
            // Uniform as real ones; or so alike that their first eight bytes, or all bytes but one, are the same.
            var bytes = new byte[CredentialDigest.Length];
            random.NextBytes(isUniform ? bytes : bytes.AsSpan(random.Next(bytes.Length), 1));
            return CredentialDigest.FromBytes(bytes);
        }

        var digests = Enumerable.Range(0, AccountAccess.MaxTokens * 2).Select(_ => NextDigest()).Distinct().ToArray();
        var owned = Full.Tokens.Take(tokens % (AccountAccess.MaxTokens + 1)).Zip(digests, (token, digest) => token with { Digest = digest }).ToArray();
        var snapshot = AccountSnapshot.Of(AccountAccess.Restore(Full.Id, Full.Version, Full.ApiKey, Full.Users, owned));

        Assert.All(owned, token => Assert.Equal(token.Id, snapshot.Judge(token.Digest, Acme.Noon).Result.Identity?.TokenId));
        Assert.All(
            digests.Skip(owned.Length),
            digest => Assert.Equal(CredentialRejection.UnknownToken, snapshot.Judge(digest, Acme.Noon).Result.Rejection));
    }
}
