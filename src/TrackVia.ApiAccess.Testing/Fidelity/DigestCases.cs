using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Fidelity;

internal static class DigestCases
{
    [Proves(
        "API keys are found by all 32 bytes of their digest: a digest that differs in any bit, in the case of a letter or after a zero byte is not found.",
        FailureMeans = "Digests are stored as text that ignores case or ends at a zero byte, so an invalid key opens an account (T2).")]
    public static async Task An_API_key_is_found_by_every_bit_of_its_digest(CaseRun trial)
    {
        // The bytes are letters, which text may fold, with a zero in the middle, where text may end.
        foreach (var bytes in (byte[][])[[.. "AbCdEfGhIjKlMnOp\0rStUvWxYz012345"u8], TestData.Digest().ToArray()])
        {
            var account = trial.NewAccount();
            var digest = CredentialDigest.FromBytes(bytes);
            await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey(digest) });
            await account.CheckAsync();

            var near = NearMisses(bytes).ToList();
            var found = await trial.Store.FindAccountsAsync([.. near, digest], trial.Stop);
            Expect.InOrder([digest], found.Keys.ToList(), $"the digests that are found among {near.Count} near misses of one");
        }
    }

    [Proves(
        "API keys whose digests differ in only one bit can all exist, and each is found in its own account.",
        FailureMeans = "Uniqueness does not cover the whole digest: valid keys are refused as duplicates.")]
    public static async Task API_keys_whose_digests_differ_in_one_bit_are_different(CaseRun trial)
    {
        var bytes = "abcdefghijklmnop\0qrstuvwxyz01234"u8.ToArray();
        var owners = new Dictionary<CredentialDigest, AccountId>();
        foreach (var digest in NearMisses(bytes).Where((_, i) => i % 8 == 5 || i >= 248).Prepend(CredentialDigest.FromBytes(bytes)))
        {
            var account = trial.NewAccount();
            await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey(digest) });
            owners.Add(digest, account.Id);
        }

        var found = await trial.Store.FindAccountsAsync(owners.Keys, trial.Stop);
        foreach (var (digest, owner) in owners)
        {
            Expect.Equal(owner, found.GetValueOrDefault(digest), $"the account of {Convert.ToHexStringLower(digest.ToArray())}");
        }
    }

    [Proves(
        "The digests of tokens are returned byte for byte, and differ if any bit differs.",
        FailureMeans = "A token stops working after a restart, or another token's secret is accepted for it.")]
    public static async Task Token_digests_round_trip_byte_for_byte(CaseRun trial)
    {
        var account = trial.NewAccount();
        var bytes = "AbCdEfGhIjKlMnOp\0rStUvWxYz012345"u8.ToArray();
        foreach (var digest in NearMisses(bytes).Where((_, i) => i % 8 == 5).Prepend(CredentialDigest.FromBytes(bytes)))
        {
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(digest) });
        }

        foreach (var digest in trial.Values("digests").Sample(ValueArbitraries.Digests(), 50).Distinct())
        {
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(digest) });
        }

        await account.CheckAsync();
        foreach (var token in account.State.Tokens.ToList())
        {
            var twin = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(token.Digest) };
            Expect.Equal(CommitOutcome.DuplicateCredential, (await account.TryAsync(twin)).Outcome, "the outcome of a digest that exists");
        }
    }

    /// <summary>Returns the digest with each bit flipped in turn: bit 5 of a letter is its case.</summary>
    private static IEnumerable<CredentialDigest> NearMisses(byte[] bytes)
    {
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var near = (byte[])bytes.Clone();
            near[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return CredentialDigest.FromBytes(near);
        }
    }
}
