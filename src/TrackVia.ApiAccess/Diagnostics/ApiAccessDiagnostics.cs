namespace TrackVia.ApiAccess;

/// <summary>The names that OpenTelemetry, or another listener, subscribes to. Metrics and traces contain no secrets.</summary>
public static class ApiAccessDiagnostics
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/>: validations, their duration, the feed's age, commits.
    /// </summary>
    public const string MeterName = "TrackVia.ApiAccess";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>: changes, and validations that query the store.</summary>
    public const string ActivitySourceName = "TrackVia.ApiAccess";
}
