using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Management;

public sealed class CommitFaultTests
{
    [Theory]
    [InlineData(Break.UnknownBeforeStoring)]
    [InlineData(Break.UnknownAfterStoring)]
    public async Task T32_A_commit_of_unknown_outcome_is_repeated_and_stored_once(Break fault)
    {
        var store = new BreakingStore(fault);
        var acme = Retrying(store);

        var created = await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.True(created.IsSuccess);
        Assert.Equal(2, store.Commits.Count);
        Assert.Same(store.Commits[0].Change, store.Commits[1].Change);
        var account = await acme.LoadAsync();
        Assert.Equal(1, account.Version);
        Assert.Equal(created.Value.Key.Digest, account.ApiKey!.Digest);
    }

    [Theory]
    [InlineData(Break.UnknownBeforeStoring)]
    [InlineData(Break.UnknownAfterStoring)]
    public async Task T32_A_token_whose_commit_broke_off_exists_once_and_its_secret_works(Break fault)
    {
        var open = new BreakingStore();
        var acme = Retrying(open);
        var key = await acme.OpenAsync();
        open.BreakNext(fault);

        var issued = await acme.CreateTokenAsync();

        Assert.Equal(1, (await acme.LoadAsync()).TokenCount);
        Assert.True((await acme.ValidateAsync(key, issued.Secret)).IsValid);
    }

    [Fact]
    public async Task T32_A_change_that_a_rival_overtook_while_its_outcome_was_unknown_is_decided_again()
    {
        var store = new BreakingStore(Break.UnknownBeforeStoring);
        var acme = Retrying(store);
        var rival = Retrying(store);
        store.BeforeCommit = async () =>
        {
            if (store.Commits.Count == 2)
            {
                store.BeforeCommit = () => Task.CompletedTask;
                await rival.Manager.CreateApiKeyAsync(Acme.SuperAdmin);
            }
        };

        var created = await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.Equal(CommandRefusalReason.ApiKeyExists, created.Refusal?.Reason);
        Assert.Equal(1, (await acme.LoadAsync()).Version);
    }

    [Fact]
    public async Task T32_A_caller_who_gives_up_does_not_stop_the_question_whether_the_change_was_stored()
    {
        var store = new BreakingStore(Break.UnknownAfterStoring);
        using var caller = new CancellationTokenSource();
        store.BeforeCommit = () => store.Commits.Count == 2 ? caller.CancelAsync() : Task.CompletedTask;

        var created = await Retrying(store).Manager.CreateApiKeyAsync(Acme.SuperAdmin, caller.Token);

        Assert.True(created.IsSuccess);
        Assert.Equal([true, false], store.Commits.Select(commit => commit.CanBeCancelled));
    }

    [Fact]
    public async Task T32_A_store_that_stays_silent_after_an_unknown_outcome_leaves_it_unknown()
    {
        var store = new BreakingStore([Break.UnknownAfterStoring, .. Enumerable.Repeat(Break.Unavailable, 100)]);
        var acme = Retrying(store, new ApiAccessOptions { MaxCommitAttempts = 3 });

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

        Assert.Equal(3, store.Commits.Count);
    }

    [Fact]
    public async Task T32_An_outcome_that_stays_unknown_is_reported_as_unknown()
    {
        var store = new BreakingStore(Enumerable.Repeat(Break.UnknownBeforeStoring, 100));
        var acme = Retrying(store, new ApiAccessOptions { MaxCommitAttempts = 3 });

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

        Assert.Equal(3, store.Commits.Count);
    }

    [Fact]
    public async Task R25_A_store_that_is_down_is_reported_at_once_and_nothing_has_changed()
    {
        var store = new BreakingStore(Break.Unavailable);
        var acme = Retrying(store);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

        Assert.Equal(0, (await acme.LoadAsync()).Version);
    }

    [Fact]
    public void R25_Neither_failure_of_a_store_is_taken_for_the_other()
    {
        Assert.Equal(typeof(ApiAccessStoreException), typeof(StoreUnavailableException).BaseType);
        Assert.Equal(typeof(ApiAccessStoreException), typeof(CommitOutcomeUnknownException).BaseType);
        Assert.DoesNotContain("nothing was changed", new CommitOutcomeUnknownException().Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task T33_A_command_is_decided_again_after_a_conflict()
    {
        var store = new BreakingStore(Break.Conflict, Break.Conflict);
        var acme = Retrying(store);

        Assert.True((await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin)).IsSuccess);

        Assert.Equal(3, store.Commits.Select(commit => commit.Change.Id).Distinct().Count());
    }

    [Fact]
    public async Task T33_Endless_conflicts_are_reported_after_a_limited_number_of_attempts()
    {
        var store = new BreakingStore(Enumerable.Repeat(Break.Conflict, 100));
        var pauses = new ImpatientTimeProvider();
        var acme = new Acme(store, new ApiAccessOptions { MaxCommitAttempts = 7 }, time: pauses);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

        Assert.Equal(7, store.Commits.Count);
        Assert.NotEmpty(pauses.Waits);
        Assert.All(pauses.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMilliseconds(200)));
        Assert.Equal(0, (await acme.LoadAsync()).Version);
    }

    [Fact]
    public async Task T33_Contenders_pause_for_different_times()
    {
        var pauses = new ImpatientTimeProvider();
        var store = new BreakingStore(Enumerable.Repeat(Break.Conflict, 199));

        await new Acme(store, new ApiAccessOptions { MaxCommitAttempts = 200 }, time: pauses).Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.True(pauses.Waits.Distinct().Count() > 20);
    }

    [Fact]
    public async Task T5_A_credential_that_already_exists_is_generated_again()
    {
        var store = new BreakingStore(Break.Duplicate);
        var acme = Retrying(store);

        Assert.True((await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin)).IsSuccess);

        var digests = store.Commits.Select(commit => ((ApiKeyCreated)commit.Change).ApiKey.Digest);
        Assert.Equal(2, digests.Distinct().Count());
    }

    [Fact]
    public async Task T40_R26_A_change_whose_history_cannot_be_written_fails_whole()
    {
        var store = new BreakingStore();
        var acme = Retrying(store);
        var key = await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        store.BreakNext(Break.Unavailable);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, issued.Token.Id));

        Assert.True((await acme.ValidateAsync(key, issued.Secret)).IsValid);
        Assert.Equal((await acme.LoadAsync()).Version, (await acme.Store.ReadHistoryAsync(Acme.Id, 0, 100, default)).Count);
    }

    /// <summary>A node whose pauses between attempts end at once.</summary>
    private static Acme Retrying(IApiAccessStore store, ApiAccessOptions? options = null) => new(store, options, time: new ImpatientTimeProvider());
}
