using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>One run of one case, which opens the store under test, logs its calls, and closes it at the end.</summary>
internal sealed class CaseRun
{
    private readonly CallLog _log;
    private readonly List<WatchedStore> _handles = [];
    private int _accounts;

    private CaseRun(StoreFixture fixture, CallLog log, CancellationToken cancellationToken)
    {
        _log = log;
        Fixture = fixture;
        Stop = cancellationToken;
    }

    public StoreFixture Fixture { get; }

    public StoreConformanceSettings Settings => Fixture.Settings;

    public CancellationToken Stop { get; }

    /// <summary>Gets the first handle, or the one that was reopened last.</summary>
    public IApiAccessStore Store { get; private set; } = null!;

    public static async Task RunAsync(StoreFixture fixture, CallLog log, Func<CaseRun, Task> run, CancellationToken cancellationToken)
    {
        var trial = new CaseRun(fixture, log, cancellationToken);
        trial.Store = await trial.OpenAsync();
        try
        {
            await run(trial);
        }
        finally
        {
            await trial.CloseAllAsync();
        }
    }

    public bool Is(StoreTraits traits) => (Fixture.Traits & traits) == traits;

    public async Task<IApiAccessStore> OpenAsync()
    {
        var handle = new WatchedStore(await Fixture.OpenAsync(Stop), _log);
        _handles.Add(handle);
        return handle;
    }

    /// <summary>Returns the handles that contenders use: two if the storage can be shared.</summary>
    public async Task<IReadOnlyList<IApiAccessStore>> HandlesAsync() =>
        Is(StoreTraits.Shared) ? [Store, await OpenAsync()] : [Store];

    /// <summary>Returns the node registry of a handle. A case that calls this needs <see cref="StoreTraits.RegistersNodes"/>.</summary>
    public static INodeRegistry NodesOf(IApiAccessStore handle) =>
        handle.Nodes ?? throw Missing(nameof(IApiAccessStore.Nodes), StoreTraits.RegistersNodes);

    /// <summary>Returns the usage store of a handle. A case that calls this needs <see cref="StoreTraits.RecordsUsage"/>.</summary>
    public static ITokenUsageStore UsesOf(IApiAccessStore handle) =>
        handle.Usage ?? throw Missing(nameof(IApiAccessStore.Usage), StoreTraits.RecordsUsage);

    /// <summary>Returns a handle's ability to join transactions. A case that calls this needs <see cref="StoreTraits.JoinsTransactions"/>.</summary>
    public static ITransactionJoin JoinsOf(IApiAccessStore handle) =>
        handle.Joins ?? throw Missing(nameof(IApiAccessStore.Joins), StoreTraits.JoinsTransactions);

    public async Task ReopenAsync()
    {
        await CloseAllAsync();
        Store = await OpenAsync();
    }

    public async Task KillAsync()
    {
        // The handles died with the process, so none is left to close.
        await Fixture.KillAsync(Stop);
        _handles.Clear();
    }

    public async Task StartAgainAsync() => Store = await OpenAsync();

    public async Task CloseAllAsync()
    {
        foreach (var handle in _handles)
        {
            await Fixture.CloseAsync(handle.Inner, CancellationToken.None);
        }

        _handles.Clear();
    }

    /// <summary>Returns an account that has not been used yet.</summary>
    public TestAccount NewAccount() =>
        Account(AccountId.Parse(string.Create(CultureInfo.InvariantCulture, $"account-{Interlocked.Increment(ref _accounts)}")));

    /// <summary>Checks a change of every kind, each on a prepared account of its own to which it applies.</summary>
    public async Task ForEveryKindAsync(Func<TestAccount, AccessChange, Task> check)
    {
        for (var kind = 0; kind < TestAccount.Kinds; kind++)
        {
            var account = await NewAccount().PrepareAsync();
            await check(account, account.EveryKind()[kind]);
        }
    }

    public TestAccount Account(AccountId id) => new(this, id);

    public Values Values(string of) => new(Settings, of);

    private static ExpectationFailedException Missing(string part, StoreTraits trait) =>
        new($"{nameof(IApiAccessStore)}.{part}, since the fixture states {trait}", "null");
}
