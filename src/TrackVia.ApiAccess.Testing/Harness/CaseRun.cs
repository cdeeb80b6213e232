using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>One run of one case: the store under test, opened, watched, and closed at the end.</summary>
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

    /// <summary>The first handle, or the one that was opened again last.</summary>
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

    /// <summary>The handles among which contenders are spread: two where the storage can be shared.</summary>
    public async Task<IReadOnlyList<IApiAccessStore>> HandlesAsync() =>
        Is(StoreTraits.Shared) ? [Store, await OpenAsync()] : [Store];

    /// <summary>The same handle's nodes. A case that asks for them needs <see cref="StoreTraits.RegistersNodes"/>.</summary>
    public static INodeRegistry NodesOf(IApiAccessStore handle) =>
        handle.Nodes ?? throw Missing(nameof(IApiAccessStore.Nodes), StoreTraits.RegistersNodes);

    /// <summary>The same handle's log of uses. A case that asks for it needs <see cref="StoreTraits.RecordsUsage"/>.</summary>
    public static ITokenUsageStore UsesOf(IApiAccessStore handle) =>
        handle.Usage ?? throw Missing(nameof(IApiAccessStore.Usage), StoreTraits.RecordsUsage);

    public async Task ReopenAsync()
    {
        await CloseAllAsync();
        Store = await OpenAsync();
    }

    public async Task KillAsync()
    {
        // The handles died with it: there is nothing to close in good order.
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

    /// <summary>An account that no one has used yet.</summary>
    public TestAccount NewAccount() =>
        Account(AccountId.Parse(string.Create(CultureInfo.InvariantCulture, $"account-{Interlocked.Increment(ref _accounts)}")));

    /// <summary>Checks a change of every kind, each on a prepared account of its own that it fits.</summary>
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
