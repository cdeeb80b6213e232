using TrackVia.ApiAccess.Identifiers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>The options of API access. Validated when the host starts, or at first use.</summary>
public sealed class ApiAccessOptions
{
    /// <summary>
    /// The upper bound of <see cref="MaxStaleness"/> on every node: a fence that cannot learn the values of the other nodes waits this
    /// long.
    /// </summary>
    internal static readonly TimeSpan LongestMaxStaleness = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets a value indicating whether protected secrets of auth tokens are stored, so that a Super Admin can copy them again
    /// (R14).
    /// </summary>
    /// <value>
    /// Default: <see langword="false"/>: a secret is shown once, at creation. Secrets of tokens that were created while the option was
    /// off are not stored.
    /// </value>
    public bool KeepTokenSecrets { get; set; }

    /// <summary>
    /// Gets or sets the number of times that a change is attempted when other callers change the same account at the same time.
    /// </summary>
    /// <value>A count. Default: 20. Bounds: 1 to 1,000.</value>
    public int MaxCommitAttempts { get; set; } = 20;

    /// <summary>Gets or sets a value indicating whether validation may use snapshots of accounts in memory.</summary>
    /// <value>Default: <see langword="true"/>. If <see langword="false"/>, every validation queries the store.</value>
    public bool UseSnapshots { get; set; } = true;

    /// <summary>Gets or sets the longest time from the acknowledgement of a change until every node applies it.</summary>
    /// <remarks>
    /// A node that cannot read the change feed for this long no longer uses its snapshots and queries the store. The feed is read five
    /// times in this period.
    /// All nodes of one store must have the same value. Stores that register nodes (<see cref="IApiAccessStore.Nodes"/>) enforce it: a
    /// node with another value receives no lease, and its host does not start (<see cref="ApiAccessNode.StartAsync"/>).
    /// </remarks>
    /// <value>A duration in whole milliseconds. Default: 5 seconds. Bounds: 100 milliseconds to 1 minute.</value>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the interval at which a lease is renewed: a fifth of its duration.</summary>
    internal TimeSpan RenewalInterval => MaxStaleness / 5;

    /// <summary>Gets or sets the name by which the results of fenced revocations identify this node.</summary>
    /// <value>
    /// 1 to 64 letters, digits, punctuation marks and symbols except <c>/</c>, <c>\</c> and <c>%</c>. Default: the machine's name.
    /// </value>
    public string NodeName { get; set; } = HostIdentifier.IsValid(Environment.MachineName) ? Environment.MachineName : "node";

    /// <summary>
    /// Gets or sets how often recorded token usage is flushed to the store, if the store records usage
    /// (<see cref="IApiAccessStore.Usage"/>).
    /// </summary>
    /// <remarks>The displayed last use of a token may lag by up to one interval, and a crash may lose that much.</remarks>
    /// <value>A duration. Default: 30 seconds. Bounds: 1 second to 1 hour.</value>
    public TimeSpan TokenUsageFlushInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the maximum number of account snapshots in memory.</summary>
    /// <remarks>
    /// At least the most recently used half is retained. A snapshot takes about one kilobyte, and 200 bytes for each auth token beyond
    /// five.
    /// </remarks>
    /// <value>A count. Default: 10,000. Bounds: 2 to 10,000,000.</value>
    public int MaxCachedAccounts { get; set; } = 10_000;

    /// <summary>
    /// Gets or sets the maximum number of validations that wait for the store at the same time; further ones are unavailable immediately.
    /// </summary>
    /// <value>A count. Default: 1,024. Bounds: 1 to 100,000.</value>
    public int MaxWaitingValidations { get; set; } = 1_024;

    /// <summary>
    /// Gets or sets the time limit of one call to a callback of the host: the user directory, the secret protector, or the mapping to an
    /// actor.
    /// </summary>
    /// <remarks>
    /// A call that takes longer is abandoned, and the command that needed it fails with a <see cref="HostCallbackException"/>.
    /// Revoking access needs neither the directory nor the protector. In a transaction of the host a call takes at most 8 seconds, because a
    /// server may end a transaction that is idle.
    /// </remarks>
    /// <value>A duration. Default: 5 seconds. Bounds: 100 milliseconds to 1 minute.</value>
    public TimeSpan HostCallbackTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
