using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Completeness;

/// <summary>Cases about the fixture. Their failures show the implementer of a fixture what was left out.</summary>
internal static class CompletenessCases
{
    [Proves(
        "The fixture overrides the methods that its traits need, and states the traits of the methods that it overrides.",
        FailureMeans = "Because of an oversight in the fixture, cases are skipped or cannot run, and the store is tested less than it seems.")]
    public static Task The_fixture_implements_what_it_states(CaseRun trial)
    {
        ExpectStated(trial, StoreTraits.Killable, trial.Fixture.KillAsync);
        ExpectStated(trial, StoreTraits.Restorable, trial.Fixture.BackUpAsync);
        ExpectStated(trial, StoreTraits.Restorable, trial.Fixture.RestoreAsync);
        ExpectStated(trial, StoreTraits.JoinsTransactions, trial.Fixture.BeginTransactionAsync);
        ExpectStated(trial, StoreTraits.JoinsTransactions, trial.Fixture.BeginTransactionElsewhereAsync);
        var name = trial.Fixture.GetType().Name;
        Expect.True(
            trial.Is(StoreTraits.Durable) || !trial.Is(StoreTraits.Killable),
            $"{name} to state {nameof(StoreTraits)}.{nameof(StoreTraits.Durable)} beside {nameof(StoreTraits.Killable)}", () => "it does not");
        return Task.CompletedTask;
    }

    /// <summary>Checks that a trait is stated exactly if the method that it needs is overridden.</summary>
    private static void ExpectStated(CaseRun trial, StoreTraits trait, Delegate method)
    {
        var overrides = method.Method.DeclaringType != typeof(StoreFixture);
        var name = trial.Fixture.GetType().Name;
        Expect.True(overrides || !trial.Is(trait), $"{name} to override {method.Method.Name}, since it states {trait}", () => "it does not");
        Expect.True(!overrides || trial.Is(trait), $"{name} to state {nameof(StoreTraits)}.{trait}, since it overrides {method.Method.Name}", () => "it does not");
    }

    [Proves(
        "The storage of a new fixture is empty, and nothing else writes to it.",
        FailureMeans = "Tests share storage and disturb each other. Give every fixture a file, a schema or a key prefix of its own.")]
    public static async Task Every_fixture_has_storage_of_its_own(CaseRun trial)
    {
        Expect.InOrder([], await trial.Store.WholeFeedAsync(trial.Stop), "the feed of a new fixture's storage");
        var account = await trial.NewAccount().PrepareAsync();
        Expect.InOrder(
            account.Changes, [.. (await trial.Store.WholeFeedAsync(trial.Stop)).Select(entry => entry.Change!)], "the feed, to which only this case writes");
    }

    [Proves(
        "A store that still has its changes after it was closed and reopened states that it is durable.",
        FailureMeans = "The fixture omits StoreTraits.Durable, and so skips the cases that prove that no acknowledged change is lost.")]
    public static async Task A_store_that_keeps_its_changes_states_that_it_is_durable(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        await trial.CloseAllAsync();
        var isThere = await SeesAsync(trial, account.Id);
        Expect.Equal(trial.Is(StoreTraits.Durable), isThere, "whether the changes are there after closing and reopening, as the traits state");
    }

    [Proves(
        "A store whose changes are visible on another handle that is open at the same time states that it is shared.",
        FailureMeans = "The fixture omits StoreTraits.Shared, and so skips the cases that prove that several processes agree.")]
    public static async Task A_store_that_others_can_open_states_that_it_is_shared(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var isThere = await SeesAsync(trial, account.Id);
        Expect.Equal(trial.Is(StoreTraits.Shared), isThere, "whether the changes are seen on another handle, as the traits state");
    }

    [Proves(
        "A fixture states that its store has a node registry (Nodes) or records usage (Usage) if, and only if, it does.",
        FailureMeans = "Either the fixture omits StoreTraits.RegistersNodes or RecordsUsage, and so skips the cases that prove those duties; or a store that wraps another one does not pass on its Nodes and Usage, so that fences wait their full time, a deposed primary goes unnoticed, and no usage is recorded.")]
    public static Task A_store_that_registers_nodes_or_records_usage_states_it(CaseRun trial)
    {
        Expect.Equal(trial.Is(StoreTraits.RegistersNodes), trial.Store.Nodes is not null, "whether the store has a node registry (Nodes), as the traits state");
        Expect.Equal(trial.Is(StoreTraits.RecordsUsage), trial.Store.Usage is not null, "whether the store records usage (Usage), as the traits state");
        return Task.CompletedTask;
    }

    [Proves(
        "A store has its node registry (Nodes) and its usage store (Usage) on every handle and at all times, or never.",
        FailureMeans = "One part of the library uses what another part cannot see: a fence does not wait for nodes that hold leases, a deposed primary goes unnoticed, or the last use of tokens is not recorded.")]
    public static async Task A_store_has_the_same_parts_on_every_handle_and_at_all_times(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var hasNodes = handles[0].Nodes is not null;
        var hasUsage = handles[0].Usage is not null;
        ExpectSameParts("when it was opened");
        var account = await trial.NewAccount().PrepareAsync();
        ExpectSameParts("after changes");
        if (hasNodes)
        {
            await CaseRun.NodesOf(handles[0]).RegisterNodeAsync(NodeId.Parse("node-1"), TimeSpan.FromSeconds(5), trial.Stop);
            ExpectSameParts("after a node was registered");
        }

        if (hasUsage)
        {
            var token = account.State.Tokens.First();
            await CaseRun.UsesOf(handles[0]).RecordUsageAsync([new TokenUsage
            {
                AccountId = account.Id,
                TokenId = token.Id,
                At = token.CreatedAt,
            }], trial.Stop);
            ExpectSameParts("after usage was recorded");
        }

        if (trial.Is(StoreTraits.Durable))
        {
            await trial.ReopenAsync();
            handles = [trial.Store];
            ExpectSameParts("after it was reopened");
        }

        void ExpectSameParts(string when)
        {
            foreach (var handle in handles)
            {
                Expect.Equal(hasNodes, handle.Nodes is not null, $"whether every handle of the store has a node registry (Nodes) {when}, as the first had when it was opened");
                Expect.Equal(hasUsage, handle.Usage is not null, $"whether every handle of the store records usage (Usage) {when}, as the first did when it was opened");
            }
        }
    }

    [Proves(
        "A fixture states that its store joins transactions of the host (Joins) exactly where it does, on every handle.",
        FailureMeans = "The fixture leaves out StoreTraits.JoinsTransactions, and with it the cases that prove those duties; or a store that wraps another one does not pass on its Joins, so that hosts cannot use their transactions.")]
    public static async Task A_store_that_joins_transactions_states_it(CaseRun trial)
    {
        foreach (var handle in await trial.HandlesAsync())
        {
            Expect.Equal(trial.Is(StoreTraits.JoinsTransactions), handle.Joins is not null, "whether the store joins transactions of the host (Joins), as the traits state");
        }
    }

    private static async Task<bool> SeesAsync(CaseRun trial, AccountId id)
    {
        try
        {
            var handle = await trial.OpenAsync();
            return (await handle.LoadAsync(id, trial.Stop)).Version > 0;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !trial.Is(StoreTraits.Durable) && !trial.Is(StoreTraits.Shared))
        {
            // Storage that cannot be opened twice is neither durable nor shared.
            return false;
        }
    }
}
