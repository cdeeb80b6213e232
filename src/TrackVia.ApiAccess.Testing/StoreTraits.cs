using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// The traits of a store, as its <see cref="StoreFixture"/> states them. A case that needs a trait runs only if it is stated.
/// </summary>
[Flags]
public enum StoreTraits
{
    /// <summary>The storage belongs to one handle and is lost with it, and waits for the feed last for their whole timeout.</summary>
    None = 0,

    /// <summary>Acknowledged changes outlive the handle: they are there when the storage is opened again.</summary>
    Durable = 1,

    /// <summary>Several handles, in one process or in many, may be open on one storage at once.</summary>
    Shared = 2,

    /// <summary>A wait for the feed ends soon after a commit through any handle, and not only when its timeout elapses.</summary>
    WakesWaiters = 4,

    /// <summary>
    /// The fixture can kill the process that stores, without warning (<see cref="StoreFixture.KillAsync"/>). Implies
    /// <see cref="Durable"/>.
    /// </summary>
    Killable = 8,

    /// <summary>The store has a node registry (<see cref="IApiAccessStore.Nodes"/>).</summary>
    RegistersNodes = 16,

    /// <summary>The store records when auth tokens were used (<see cref="IApiAccessStore.Usage"/>).</summary>
    RecordsUsage = 32,

    /// <summary>The fixture can put the storage back to an earlier state while handles are open (<see cref="StoreFixture.RestoreAsync"/>).</summary>
    Restorable = 64,

    /// <summary>
    /// The store joins transactions of the host (<see cref="IApiAccessStore.Joins"/>), and the fixture can begin them
    /// (<see cref="StoreFixture.BeginTransactionAsync"/>).
    /// </summary>
    JoinsTransactions = 128,
}
