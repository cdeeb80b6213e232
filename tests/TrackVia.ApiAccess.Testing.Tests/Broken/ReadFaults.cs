using System.Collections.Concurrent;
using System.Text;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults of loading, of finding API keys and of reading the history.</summary>
public sealed class ReadFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.An_account_that_has_never_changed_is_empty_at_version_0), Throws = true)]
    public Task An_unknown_account_is_an_error() => CaughtAsync(store => new KnowsAccountsOnly(store));

    [BrokenStore(caughtBy: nameof(Facts.A_load_sees_every_commit_acknowledged_before_it_began))]
    public Task A_load_after_a_commit_is_stale() => CaughtAsync(store => new LagsBehind(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_on_one_handle_is_seen_on_another))]
    public Task Each_handle_answers_from_its_own_cache() => CaughtOnEachHandleAsync(store => new Caches(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_on_one_handle_is_seen_on_another))]
    public Task Unknown_API_keys_are_remembered_as_unknown() => CaughtOnEachHandleAsync(store => new RemembersUnknownKeys(store));

    [BrokenStore(caughtBy: nameof(Facts.Concurrent_calls_on_an_account_are_linearizable))]
    public Task A_load_during_a_commit_returns_facts_of_two_versions() => CaughtAsync(store => new TearsLoads(store));

    [BrokenStore(caughtBy: nameof(Facts.Concurrent_calls_on_an_account_are_linearizable))]
    public Task Commits_become_visible_a_moment_after_they_were_acknowledged() => CaughtAsync(store => new ShowsCommitsLate(store));

    [BrokenStore(caughtBy: nameof(Facts.Accounts_do_not_affect_each_other))]
    public Task Users_of_all_accounts_share_one_table() => CaughtAsync(store => new SharesUsers(store));

    [BrokenStore(caughtBy: nameof(Facts.Any_sequence_of_commands_matches_the_model))]
    public Task Users_with_the_default_settings_are_not_stored() => CaughtAsync(store => new DropsDefaultUsers(store));

    [BrokenStore(caughtBy: nameof(Facts.An_API_key_is_found_by_every_bit_of_its_digest))]
    public Task Digests_are_compared_without_case() =>
        CaughtAsync(store => new FindsBy(store, digest => Encoding.Latin1.GetString(digest.ToArray()).ToUpperInvariant()));

    [BrokenStore(caughtBy: nameof(Facts.API_keys_whose_digests_differ_in_one_bit_are_different))]
    public Task Digests_are_truncated_at_16_bytes() => CaughtAsync(store => new FindsBy(store, digest => Convert.ToHexString(digest.ToArray(), 0, 16)));

    [BrokenStore(caughtBy: nameof(Facts.An_API_key_is_found_by_every_bit_of_its_digest))]
    public Task Digests_end_at_a_zero_byte() =>
        CaughtAsync(store => new FindsBy(store, digest => Encoding.Latin1.GetString(digest.ToArray()).Split('\0')[0]));

    [BrokenStore(caughtBy: nameof(Facts.An_API_key_is_found_by_its_digest_and_an_unknown_key_is_not))]
    public Task Unknown_API_keys_are_in_the_result_without_an_account() => CaughtAsync(store => new FindsUnknown(store));

    [BrokenStore(caughtBy: nameof(Facts.An_auth_token_is_not_an_API_key))]
    public Task Tokens_and_API_keys_share_one_index() => CaughtAsync(store => new FindsTokens(store));

    [BrokenStore(caughtBy: nameof(Facts.A_thousand_accounts_stay_separate))]
    public Task A_lookup_stops_at_500_API_keys() => CaughtAsync(store => new FindsSome(store));

    [BrokenStore(caughtBy: nameof(Facts.Pages_of_the_history_have_no_gaps))]
    public Task Pages_of_the_history_skip_an_entry() => CaughtAsync(store => new PagesHistoryWrongly(store, skipped: 1));

    [BrokenStore(caughtBy: nameof(Facts.Pages_of_the_history_have_no_gaps))]
    public Task The_history_ignores_the_page_size() => CaughtAsync(store => new PagesHistoryWrongly(store, skipped: 0));

    [BrokenStore(caughtBy: nameof(Facts.A_long_history_stays_complete))]
    public Task The_history_keeps_the_last_thousand_changes() => CaughtAsync(store => new ForgetsOldHistory(store));

    private sealed class KnowsAccountsOnly(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.Version > 0 ? account : throw new KeyNotFoundException($"No row for '{accountId}'.");
        }
    }

    /// <summary>A replica that receives each change only when the next one is made.</summary>
    private sealed class LagsBehind(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<AccountId, AccountAccess> _replica = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            _replica[change.AccountId] = await Inner.LoadAsync(change.AccountId, cancellationToken);
            return await Inner.CommitAsync(change, after, cancellationToken);
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
            _replica.TryRemove(accountId, out var old) ? old : await Inner.LoadAsync(accountId, cancellationToken);
    }

    private sealed class Caches(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<AccountId, AccountAccess> _cache = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _cache.TryRemove(change.AccountId, out _);
            return result;
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
            _cache.TryGetValue(accountId, out var cached) ? cached : _cache[accountId] = await Inner.LoadAsync(accountId, cancellationToken);
    }

    private sealed class RemembersUnknownKeys(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<CredentialDigest, bool> _unknown = [];

        public override async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
        {
            var found = await Inner.FindAccountsAsync(apiKeyDigests, cancellationToken);
            foreach (var digest in apiKeyDigests.Where(digest => !found.ContainsKey(digest)))
            {
                _unknown[digest] = true;
            }

            return found.Where(pair => !_unknown.ContainsKey(pair.Key)).ToDictionary();
        }
    }

    /// <summary>Two queries without a snapshot: the account's row, then its tokens.</summary>
    private sealed class TearsLoads(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var row = await Inner.LoadAsync(accountId, cancellationToken);
            await Task.Yield();
            return row.With(tokens: (await Inner.LoadAsync(accountId, cancellationToken)).Tokens);
        }
    }

    private sealed class ShowsCommitsLate(IApiAccessStore inner) : FullStore(inner)
    {
        private AccountAccess? _shown;

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var now = await Inner.LoadAsync(accountId, cancellationToken);
            var shown = _shown is { } earlier && earlier.Id == accountId && earlier.Version == now.Version - 1 ? earlier : now;
            _shown = now;
            return shown;
        }
    }

    private sealed class SharesUsers(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<UserId, UserAccess> _users = [];

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is UserAccessChanged { User: var user })
            {
                _users[user.UserId] = user;
            }

            return Inner.CommitAsync(change, after, cancellationToken);
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.With(users: account.Users.Select(user => _users[user.UserId]));
        }
    }

    private sealed class DropsDefaultUsers(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.With(users: account.Users.Where(user => user != UserAccess.Ordinary(user.UserId)));
        }
    }

    private sealed class FindsBy(IApiAccessStore inner, Func<CredentialDigest, string> text) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<string, AccountId> _index = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            change is ApiKeyCreated { ApiKey.Digest: var digest } && _index.GetOrAdd(text(digest), change.AccountId) != change.AccountId
                ? CommitResult.DuplicateCredential
                : await Inner.CommitAsync(change, after, cancellationToken);

        public override Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<CredentialDigest, AccountId>>(
                apiKeyDigests.Where(digest => _index.ContainsKey(text(digest))).ToDictionary(digest => digest, digest => _index[text(digest)]));
    }

    private sealed class FindsTokens(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<CredentialDigest, AccountId> _index = [];

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is AuthTokenCreated { Token.Digest: var digest })
            {
                _index[digest] = change.AccountId;
            }

            return Inner.CommitAsync(change, after, cancellationToken);
        }

        public override async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
        {
            var found = await Inner.FindAccountsAsync(apiKeyDigests, cancellationToken);
            return found.Concat(_index.Where(pair => apiKeyDigests.Contains(pair.Key))).ToDictionary();
        }
    }

    /// <summary>An outer join: a row for every requested key, with an empty account if the key does not exist.</summary>
    private sealed class FindsUnknown(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
        {
            var found = await Inner.FindAccountsAsync(apiKeyDigests, cancellationToken);
            return apiKeyDigests.ToDictionary(digest => digest, digest => found.GetValueOrDefault(digest));
        }
    }

    private sealed class FindsSome(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
            Inner.FindAccountsAsync([.. apiKeyDigests.Take(500)], cancellationToken);
    }

    private sealed class PagesHistoryWrongly(IApiAccessStore inner, int skipped) : FullStore(inner)
    {
        public override Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            Inner.ReadHistoryAsync(accountId, afterVersion == 0 ? 0 : afterVersion + skipped, skipped == 0 ? IApiAccessStore.MaxPageSize : maxCount, cancellationToken);
    }

    private sealed class ForgetsOldHistory(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken)
        {
            var oldest = (await Inner.LoadAsync(accountId, cancellationToken)).Version - 1_000;
            return await Inner.ReadHistoryAsync(accountId, Math.Max(afterVersion, oldest), maxCount, cancellationToken);
        }
    }
}
