using System.Data.Common;
using System.Globalization;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using TrackVia.ApiAccess.Testing.Races;

namespace TrackVia.ApiAccess.Testing.Joining;

/// <summary>The duties of <see cref="ITransactionJoin"/> and <see cref="IJoinedTransaction"/>.</summary>
internal static class JoinCases
{
    [Proves(
        "A staged change of any kind is seen in its transaction, and outside of it only once the host has committed: in the account, the history, the feed and its end, and the look-up of API keys.",
        FailureMeans = "Nodes reject or accept a credential because of a change that the host may still roll back.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task What_is_staged_is_seen_outside_only_once_the_host_has_committed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        await trial.ForEveryKindAsync(async (account, change) =>
        {
            var end = await trial.Store.GetFeedEndAsync(trial.Stop);
            await using var host = await HostTransaction.BeginAsync(trial);
            var position = await host.StageAsync(account, change);
            Expect.Equal(account.State.Apply(change), await host.LoadAsync(account.Id));
            foreach (var handle in handles)
            {
                await account.CheckAsync(handle);
                Expect.Equal(end, await handle.GetFeedEndAsync(trial.Stop), "the feed's end while the transaction is open");
                Expect.InOrder([], await handle.ReadFeedAsync(end, 10, trial.Stop), "the feed while the transaction is open");
                await ExpectKeyAsync(trial, handle, change, isFound: false);
            }

            await host.CommitAsync();
            account.Acknowledge(change);
            foreach (var handle in handles)
            {
                await account.CheckAsync(handle);
                Expect.InOrder([new FeedEntry(position, change)], await handle.ReadFeedAsync(end, 10, trial.Stop), "the feed after the host's commit");
                Expect.Equal(position, await handle.GetFeedEndAsync(trial.Stop), "the feed's end after the host's commit");
                await ExpectKeyAsync(trial, handle, change, isFound: true);
            }
        });
    }

    [Proves(
        "After a rollback nothing remains of what was staged: no state, no history, no entry of the feed, no position and no digest. The same changes can be committed on their own.",
        FailureMeans = "A host that rolls back leaves a revocation that never happened, a gap in the feed that every node waits for, or a credential that can never be created.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task After_a_rollback_nothing_remains(CaseRun trial) => await trial.ForEveryKindAsync(async (account, change) =>
    {
        var end = await trial.Store.GetFeedEndAsync(trial.Stop);
        await using (var host = await HostTransaction.BeginAsync(trial))
        {
            await host.StageAsync(account, change);
            await host.RollBackAsync();
        }

        await account.CheckAsync();
        Expect.Equal(end, await trial.Store.GetFeedEndAsync(trial.Stop), "the feed's end after the rollback");
        await ExpectKeyAsync(trial, trial.Store, change, isFound: false);
        var position = await account.CommitAsync(change);
        await account.CheckAsync();
        Expect.InOrder([new FeedEntry(position, change)], await trial.Store.ReadFeedAsync(end, 10, trial.Stop), "the feed, in which the rollback left nothing");
    });

    [Proves(
        "Later changes of a transaction see the earlier ones, for one account and for several, and the feed has them in the order in which they were staged.",
        FailureMeans = "The second command of a transaction decides on an outdated account: the limit of 100 is exceeded, or the host's transaction always conflicts with itself.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task Later_changes_see_earlier_ones_of_their_transaction(CaseRun trial)
    {
        var accounts = (TestAccount[])[await trial.NewAccount().PrepareAsync(), trial.NewAccount()];
        var end = await trial.Store.GetFeedEndAsync(trial.Stop);
        var staged = new List<FeedEntry>();
        await using var host = await HostTransaction.BeginAsync(trial);
        for (var i = 0; i < 6; i++)
        {
            var account = accounts[i % 2];
            var loaded = await host.LoadAsync(account.Id);
            Expect.Equal(account.State, loaded);
            var change = account.Toggle();
            staged.Add(new FeedEntry(await host.StageAsync(account, change), change));
            account.Acknowledge(change);
        }

        await host.CommitAsync();
        await accounts[0].CheckAsync();
        await accounts[1].CheckAsync();
        Expect.InOrder(staged, await trial.Store.ReadFeedAsync(end, 10, trial.Stop), "the feed, with the changes in the order in which they were staged");
    }

    [Proves(
        "A change that does not fit the account's version is a conflict, and one whose credential exists is a duplicate. Neither leaves anything in the transaction, whose other changes are committed.",
        FailureMeans = "A host reports a token as revoked, and it is not; or half of a change is committed with the host's data.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task A_change_that_does_not_fit_is_not_staged(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var other = trial.NewAccount();
        var apiKey = TestData.ApiKey();
        await other.CommitAsync(new ApiKeyCreated { Origin = other.Next, ApiKey = apiKey });
        await using var host = await HostTransaction.BeginAsync(trial);
        foreach (var version in (long[])[account.State.Version, account.State.Version + 2])
        {
            foreach (var change in account.EveryKind(version))
            {
                await ExpectRefusedAsync(host, change, account.At(version), CommitOutcome.Conflict);
            }
        }

        var duplicate = new ApiKeyCreated { Origin = account.Next, ApiKey = apiKey };
        await ExpectRefusedAsync(host, duplicate, account.State.Apply(duplicate), CommitOutcome.DuplicateCredential);
        var fits = account.Toggle();
        await host.StageAsync(account, fits);
        await host.CommitAsync();

        account.Acknowledge(fits);
        await account.CheckAsync();
        await other.CheckAsync();
    }

    [Proves(
        "A change that is staged again, in its own transaction or in a later one, has the same position as the first time and is stored once, even if the account has changed since.",
        FailureMeans = "An execution strategy repeats a transaction that had been committed, and the host issues a second token, or meets a conflict that never ends.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task A_change_that_is_staged_again_is_recognized(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var change = account.Toggle();
        var after = account.State.Apply(change);
        FeedPosition position;
        await using (var host = await HostTransaction.BeginAsync(trial))
        {
            position = await host.StageAsync(account, change);
            Expect.Equal(CommitResult.Committed(position), await host.TryStageAsync(change, after), "the result of staging the same change again in its transaction");
            await host.CommitAsync();
        }

        account.Acknowledge(change);
        for (var round = 1; round <= 2; round++)
        {
            await using (var host = await HostTransaction.BeginAsync(trial))
            {
                Expect.Equal(CommitResult.Committed(position), await host.TryStageAsync(change, after), "the result of staging a committed change again");
                await host.CommitAsync();
            }

            Expect.Equal(CommitResult.Committed(position), await account.TryAsync(change), "the result of committing a change that a host's transaction has committed");
            await account.CheckAsync();
            await account.CommitAsync(account.Toggle());
        }
    }

    [Proves(
        "Of transactions that create tokens at once, of which half are rolled back, exactly those that were committed have theirs, and the account never has more than 100.",
        FailureMeans = "A revocation or a token of a host is lost, or the limit is exceeded, when administrators act at the same time.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task Of_transactions_at_once_exactly_those_that_commit_remain(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var account = trial.NewAccount();
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        while (account.State.TokenCount < AccountAccess.MaxTokens - (trial.Settings.Contenders / 4))
        {
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        }

        var tokens = Enumerable.Range(0, trial.Settings.Contenders).Select(_ => TestData.Token()).ToList();
        var committed = await Contenders.RunAsync(tokens, (token, i) => CreateAsync(trial, handles[i % handles.Count], account.Id, token, commits: i % 2 == 0));
        var expected = account.State.Tokens.Select(token => token.Id)
            .Concat(tokens.Where((_, i) => committed[i]).Select(token => token.Id))
            .Select(id => id.ToString()).Order(StringComparer.Ordinal);

        await account.AdoptAsync();
        await account.CheckAsync();
        Expect.InOrder(
            [.. expected], [.. account.State.Tokens.Select(token => token.Id.ToString()).Order(StringComparer.Ordinal)], "the tokens of the transactions that were committed");
        Expect.Equal(AccountAccess.MaxTokens, account.State.TokenCount, "the number of tokens");
    }

    [Proves(
        "A reader that follows the feed while transactions of hosts and commits of the library alternate sees every change exactly once, in order, and none that was rolled back.",
        FailureMeans = "A node reads past a position that is filled later: it goes on to accept what was revoked there.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task A_reader_of_the_feed_misses_no_change_of_a_transaction(CaseRun trial)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(trial.Stop);
        var following = FollowAsync(trial, done.Token);
        var accounts = Enumerable.Range(0, Math.Min(8, trial.Settings.Contenders)).Select(_ => trial.NewAccount()).ToList();
        await Contenders.RunAsync(accounts, (account, i) => ChangeAsync(trial, account, i));
        await done.CancelAsync();

        var seen = await following;
        Expect.InOrder(await trial.Store.WholeFeedAsync(trial.Stop), seen, "what a reader of the feed has seen");
        foreach (var account in accounts)
        {
            await account.CheckAsync();
        }
    }

    [Proves(
        "A finished transaction, one of another driver and one on other storage are refused before anything is written.",
        FailureMeans = "A host's statement and the revocation are in two databases, or the revocation is committed by itself: the two are no longer one transaction.",
        Needs = StoreTraits.JoinsTransactions)]
    public static async Task A_transaction_that_is_not_the_stores_is_refused(CaseRun trial)
    {
        var joins = CaseRun.JoinsOf(trial.Store);
        var account = await trial.NewAccount().PrepareAsync();
        await Expect.ThrowsAsync<ArgumentException>(() => JoinAsync(new StrangeTransaction()), "for a transaction of another driver");
        foreach (var commits in (bool[])[true, false])
        {
            var finished = await trial.Fixture.BeginTransactionAsync(trial.Stop);
            var connection = finished.Connection;
            var early = joins.Join(finished);
            await (commits ? finished.CommitAsync(trial.Stop) : finished.RollbackAsync(trial.Stop));
            await Expect.ThrowsAsync<InvalidOperationException>(() => JoinAsync(finished), "for a finished transaction");
            await Expect.ThrowsAsync<InvalidOperationException>(() => StageAsync(early), "for a transaction that was finished after it was joined");
            await CloseAsync(finished, connection);
        }

        var elsewhere = await trial.Fixture.BeginTransactionElsewhereAsync(trial.Stop);
        var other = elsewhere.Connection;
        await Expect.ThrowsAsync<InvalidOperationException>(() => JoinAsync(elsewhere), "for a transaction on other storage");
        await CloseAsync(elsewhere, other);
        await account.CheckAsync();

        Task JoinAsync(DbTransaction transaction) => StageAsync(joins.Join(transaction));

        async Task StageAsync(IJoinedTransaction joined)
        {
            var change = account.Toggle();
            await joined.LoadAsync(account.Id, trial.Stop);
            await joined.StageAsync(change, account.State.Apply(change), trial.Stop);
        }
    }

    /// <summary>Creates a token if there is room, in a transaction that commits or is rolled back, and is repeated after a conflict.</summary>
    private static async Task<bool> CreateAsync(CaseRun trial, IApiAccessStore handle, AccountId id, AuthToken token, bool commits)
    {
        while (true)
        {
            await using var host = await HostTransaction.BeginAsync(trial, handle);
            try
            {
                var account = await host.LoadAsync(id);
                if (account.TokenCount >= AccountAccess.MaxTokens)
                {
                    return false;
                }

                var change = new AuthTokenCreated { Origin = TestData.Origin(id, account.Version + 1), Token = token };
                if ((await host.TryStageAsync(change, account.Apply(change))).Outcome is not CommitOutcome.Committed)
                {
                    continue;
                }

                await (commits ? host.CommitAsync() : host.RollBackAsync());
                return commits;
            }
            catch (TransactionConflictException)
            {
                // The next round repeats the whole transaction.
            }
        }
    }

    private static async Task<int> ChangeAsync(CaseRun trial, TestAccount account, int number)
    {
        for (var i = 0; i < 12; i++)
        {
            var change = account.Toggle();
            if ((number + i) % 3 == 0)
            {
                await account.CommitAsync(change);
                continue;
            }

            await using var host = await HostTransaction.BeginAsync(trial);
            await host.StageAsync(account, change);
            await Task.Yield();
            if ((number + i) % 3 == 1)
            {
                await host.CommitAsync();
                account.Acknowledge(change);
            }
            else
            {
                await host.RollBackAsync();
            }
        }

        return number;
    }

    private static async Task<IReadOnlyList<FeedEntry>> FollowAsync(CaseRun trial, CancellationToken done)
    {
        var seen = new List<FeedEntry>();
        for (var isLast = false; ; isLast = done.IsCancellationRequested)
        {
            seen.AddRange(await trial.Store.WholeFeedAsync(trial.Stop, seen.Count == 0 ? FeedPosition.Start : seen[^1].Position, take: 7));
            if (isLast)
            {
                return seen;
            }

            await Task.Yield();
        }
    }

    private static async Task ExpectRefusedAsync(HostTransaction host, AccessChange change, AccountAccess after, CommitOutcome outcome) => Expect.Equal(
        outcome.ToString(),
        (await host.TryStageAsync(change, after)).Outcome.ToString(),
        string.Create(CultureInfo.InvariantCulture, $"the outcome of staging {Text.Of(change)}"));

    private static async Task ExpectKeyAsync(CaseRun trial, IApiAccessStore handle, AccessChange change, bool isFound)
    {
        if (change is ApiKeyCreated created)
        {
            var found = await handle.FindAccountsAsync([created.ApiKey.Digest], trial.Stop);
            Expect.Equal(isFound, found.Count > 0, "whether the API key is found");
        }
    }

    private static async Task CloseAsync(DbTransaction transaction, DbConnection? connection)
    {
        await transaction.DisposeAsync();
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }
}
