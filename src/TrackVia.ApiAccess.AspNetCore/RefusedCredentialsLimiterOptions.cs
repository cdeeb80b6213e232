namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The options of <c>LimitRefusedCredentials</c>.</summary>
public sealed class RefusedCredentialsLimiterOptions
{
    /// <summary>Gets or sets the number of requests with rejected credentials that a client may send within a window.</summary>
    /// <value>1 or more. Default: 60.</value>
    public int PermitLimit { get; set; } = 60;

    /// <summary>Gets or sets the length of a window.</summary>
    /// <value>Longer than zero. Default: 1 minute.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
