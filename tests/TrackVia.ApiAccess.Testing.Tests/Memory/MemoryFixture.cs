using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>A store with every trait, so that every case runs. It is correct, or has the fault that wraps it.</summary>
internal sealed class MemoryFixture(StoreConformanceSettings settings, Func<IApiAccessStore, IApiAccessStore>? fault = null) : StoreFixture
{
    private readonly MemoryServer _server = new();

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage | StoreTraits.Restorable
        | StoreTraits.JoinsTransactions;

    public override StoreConformanceSettings Settings => settings;

    public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = _server.Connect();
        return new(fault is null ? connection : fault(connection));
    }

    public override ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => new(new MemoryTransaction(_server));

    public override ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken) => new(new MemoryTransaction(new MemoryServer()));

    public override ValueTask KillAsync(CancellationToken cancellationToken)
    {
        _server.Kill();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask BackUpAsync(CancellationToken cancellationToken) => await _server.BackUpAsync();

    public override async ValueTask RestoreAsync(CancellationToken cancellationToken) => await _server.RestoreAsync();
}
