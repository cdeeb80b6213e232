namespace TrackVia.ApiAccess.Testing;

/// <summary>The sizes of the cases. The defaults suit a database on the same machine; increase them for a nightly run.</summary>
public sealed record StoreConformanceSettings
{
    /// <summary>Gets the defaults.</summary>
    public static StoreConformanceSettings Default { get; } = new();

    /// <summary>Gets the number of contenders in a race.</summary>
    /// <value>A count, 2 or more. Default: 64.</value>
    public int Contenders { get; init; } = 64;

    /// <summary>Gets the number of rounds of each race.</summary>
    /// <value>A count, 1 or more. Default: 10.</value>
    public int Rounds { get; init; } = 10;

    /// <summary>Gets the number of generated command sequences that are compared with the model.</summary>
    /// <value>A count, 1 or more. Default: 60.</value>
    public int Sequences { get; init; } = 60;

    /// <summary>Gets the number of command sequences that begin near the cap of 100 tokens.</summary>
    /// <value>A count, 1 or more. Default: 3.</value>
    public int CrowdedSequences { get; init; } = 3;

    /// <summary>Gets the number of concurrent histories that are recorded and checked.</summary>
    /// <value>A count, 1 or more. Default: 10.</value>
    public int Histories { get; init; } = 10;

    /// <summary>Gets the number of commits that run while a reader follows the feed, or while the store is killed.</summary>
    /// <value>A count, 50 or more. Default: 400.</value>
    public int ConcurrentCommits { get; init; } = 400;

    /// <summary>Gets the number of generated values that are stored and read back, for each of names, dates, instants and ids.</summary>
    /// <value>A count, 1 or more. Default: 300.</value>
    public int Values { get; init; } = 300;

    /// <summary>Gets the number of changes of the account with a long history.</summary>
    /// <value>A count, 1,001 or more, so that its history takes more than one page. Default: 10,000.</value>
    public int LongHistory { get; init; } = 10_000;

    /// <summary>Gets the number of accounts in the store with many accounts.</summary>
    /// <value>A count, 2 or more; beyond 1,000 their keys are found in several calls. Default: 1,000.</value>
    public int Accounts { get; init; } = 1_000;

    /// <summary>Gets the seed of the generated values.</summary>
    /// <value>Default: <see langword="null"/>, a new seed for each run. A failure reports its seed; set it here to repeat the
    /// failure.</value>
    public ulong? Seed { get; init; }

    /// <summary>Gets the time by which a wait for the feed may end late on a busy machine.</summary>
    /// <value>More than zero. Default: 15 seconds.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the time that one case may take before it counts as hanging.</summary>
    /// <value>More than zero. Default: 5 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
