using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Nodes;

/// <summary>The services that the parts of one node share.</summary>
internal sealed class NodeServices
{
    /// <summary>The maximum time that one validation or management call waits for the store.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(10);

    public required IApiAccessStore Store { get; init; }

    public required ApiAccessOptions Options { get; init; }

    public required IClock Clock { get; init; }

    /// <summary>Gets the clock of leases, waits and delays.</summary>
    public required TimeProvider TimeProvider { get; init; }

    public required ApiAccessInstruments Instruments { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public LocalCommitNotifier LocalCommits { get; } = new();

    public required StoreContinuity Continuity { get; init; }
}
