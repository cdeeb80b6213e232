using TrackVia.ApiAccess.Identifiers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>The options of API access. Validated when the host starts, or at first use.</summary>
public sealed class ApiAccessOptions
{
    /// <summary>No node may set <see cref="MaxStaleness"/> longer: so long a fence waits that cannot learn what others have set.</summary>
    internal static readonly TimeSpan LongestMaxStaleness = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets whether the secrets of auth tokens are kept, protected, so that a Super Admin can copy them again (R14).</summary>
    /// <value>Default: <see langword="false"/>, a secret is shown once, at creation. Tokens created before the option was on stay so.</value>
    public bool KeepTokenSecrets { get; set; }

    /// <summary>Gets or sets how often a change is tried when others change the same account at the same time.</summary>
    /// <value>A count. Default: 20. Bounds: 1 to 1,000.</value>
    public int MaxCommitAttempts { get; set; } = 20;

    /// <summary>Gets or sets whether validation may use snapshots of accounts in memory.</summary>
    /// <value>Default: <see langword="true"/>. <see langword="false"/> asks the store for every validation.</value>
    public bool UseSnapshots { get; set; } = true;

    /// <summary>Gets or sets how long a change can take at most, from its acknowledgement, until every node heeds it.</summary>
    /// <remarks>
    /// A node that cannot learn of changes in this time uses its snapshots no more and asks the store. The feed is read five times in it.
    /// All nodes of one store have the same value. Stores that register nodes (<see cref="IApiAccessStore.Nodes"/>) keep it: a node with another
    /// value receives no lease, and its host does not start (<see cref="ApiAccessNode.StartAsync"/>).
    /// </remarks>
    /// <value>A duration in whole milliseconds. Default: 5 seconds. Bounds: 100 milliseconds to 1 minute.</value>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often a lease is renewed: five times while it lasts.</summary>
    internal TimeSpan RenewalInterval => MaxStaleness / 5;

    /// <summary>Gets or sets what this node is called where a fenced revocation tells of it.</summary>
    /// <value>1 to 64 letters, digits, punctuation marks and symbols except <c>/</c>, <c>\</c> and <c>%</c>. Default: the machine's name.</value>
    public string NodeName { get; set; } = HostIdentifier.IsValid(Environment.MachineName) ? Environment.MachineName : "node";

    /// <summary>Gets or sets how often it is written down which auth tokens were used, where the store keeps it (<see cref="IApiAccessStore.Usage"/>).</summary>
    /// <remarks>So old a token's last use can be when it is shown, and so much a crash can lose of it.</remarks>
    /// <value>A duration. Default: 30 seconds. Bounds: 1 second to 1 hour.</value>
    public TimeSpan TokenUsageFlushInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many accounts' snapshots are kept at most.</summary>
    /// <remarks>At least half as many are kept, those used last. One takes about a kilobyte, and 200 bytes for each auth token beyond five.</remarks>
    /// <value>A count. Default: 10,000. Bounds: 2 to 10,000,000.</value>
    public int MaxCachedAccounts { get; set; } = 10_000;

    /// <summary>Gets or sets how many validations may wait for the store at the same time; any more are unavailable at once (T30).</summary>
    /// <value>A count. Default: 1,024. Bounds: 1 to 100,000.</value>
    public int MaxWaitingValidations { get; set; } = 1_024;

    /// <summary>Gets or sets how long one call of a callback that the host supplies may take: the user directory, the secret protector, the mapping to an actor.</summary>
    /// <remarks>
    /// A call that takes longer is left behind, and the command that needed it fails with a <see cref="HostCallbackException"/>.
    /// Revoking access needs neither the directory nor the protector.
    /// </remarks>
    /// <value>A duration. Default: 5 seconds. Bounds: 100 milliseconds to 1 minute.</value>
    public TimeSpan HostCallbackTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
