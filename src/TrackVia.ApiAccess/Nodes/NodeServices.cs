using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Nodes;

/// <summary>What the parts of one node share.</summary>
internal sealed class NodeServices
{
    /// <summary>The longest time that one validation or management call waits for the store.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(10);

    public required IApiAccessStore Store { get; init; }

    public required ApiAccessOptions Options { get; init; }

    public required IClock Clock { get; init; }

    /// <summary>Gets what leases, waits and delays are measured by.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Gets what the waits of commands are measured by: between attempts to commit, and for a fence. Default: <see cref="TimeProvider"/>.</summary>
    public TimeProvider CommandTime
    {
        get => field ?? TimeProvider;
        init;
    }

    public required ApiAccessInstruments Instruments { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public LocalCommitNotifier LocalCommits { get; } = new();

    public required StoreContinuity Continuity { get; init; }
}
