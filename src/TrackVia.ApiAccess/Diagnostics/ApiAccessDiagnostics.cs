namespace TrackVia.ApiAccess;

/// <summary>Names what OpenTelemetry, or another listener, subscribes to. Secrets are in neither metrics nor traces (T38).</summary>
public static class ApiAccessDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>: validations, their duration, the feed's age, commits.</summary>
    public const string MeterName = "TrackVia.ApiAccess";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>: changes, and validations that ask the store.</summary>
    public const string ActivitySourceName = "TrackVia.ApiAccess";
}
