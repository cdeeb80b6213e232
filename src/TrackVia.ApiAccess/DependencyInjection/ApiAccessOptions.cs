namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>The options of API access. Validated when the host starts, or at first use.</summary>
public sealed class ApiAccessOptions
{
    /// <summary>Gets or sets whether the secrets of auth tokens are kept, protected, so that a Super Admin can copy them again (R14).</summary>
    /// <value>Default: <see langword="false"/>, a secret is shown once, at creation. Tokens created before the option was on stay so.</value>
    public bool KeepTokenSecrets { get; set; }

    /// <summary>Gets or sets how often a change is tried when others change the same account at the same time.</summary>
    /// <value>A count. Default: 20. Bounds: 1 to 1,000.</value>
    public int MaxCommitAttempts { get; set; } = 20;
}
