namespace TrackVia.ApiAccess.Testing;

/// <summary>The sizes of the cases. The defaults suit a database on the same machine; make them larger for a night's run.</summary>
public sealed record StoreConformanceSettings
{
    /// <summary>Gets the defaults.</summary>
    public static StoreConformanceSettings Default { get; } = new();

    /// <summary>Gets how many contend in a race.</summary>
    /// <value>A count, 2 or more. Default: 64.</value>
    public int Contenders { get; init; } = 64;

    /// <summary>Gets how often a race is run.</summary>
    /// <value>A count, 1 or more. Default: 10.</value>
    public int Rounds { get; init; } = 10;

    /// <summary>Gets how many generated command sequences are compared with the model.</summary>
    /// <value>A count, 1 or more. Default: 60.</value>
    public int Sequences { get; init; } = 60;

    /// <summary>Gets how many command sequences begin near the cap of 100 tokens.</summary>
    /// <value>A count, 1 or more. Default: 3.</value>
    public int CrowdedSequences { get; init; } = 3;

    /// <summary>Gets how many concurrent histories are recorded and checked.</summary>
    /// <value>A count, 1 or more. Default: 10.</value>
    public int Histories { get; init; } = 10;

    /// <summary>Gets how many commits run while a reader follows the feed, or the store is killed.</summary>
    /// <value>A count, 50 or more. Default: 400.</value>
    public int ConcurrentCommits { get; init; } = 400;

    /// <summary>Gets how many generated names, dates, instants and ids make the round trip, each.</summary>
    /// <value>A count, 1 or more. Default: 300.</value>
    public int Values { get; init; } = 300;

    /// <summary>Gets how many changes one account gets.</summary>
    /// <value>A count, 1,001 or more, so that its history takes more than one page. Default: 10,000.</value>
    public int LongHistory { get; init; } = 10_000;

    /// <summary>Gets how many accounts one store gets.</summary>
    /// <value>A count, 2 or more; beyond 1,000 their keys are found in several calls. Default: 1,000.</value>
    public int Accounts { get; init; } = 1_000;

    /// <summary>Gets the seed of what is generated.</summary>
    /// <value>Default: <see langword="null"/>, a new one each time; a failure tells it, so that it can be set here to see it again.</value>
    public ulong? Seed { get; init; }

    /// <summary>Gets how much later than it should a wait for the feed may end, on a busy machine.</summary>
    /// <value>More than zero. Default: 15 seconds.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how long one case may take before it counts as hanging.</summary>
    /// <value>More than zero. Default: 5 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
