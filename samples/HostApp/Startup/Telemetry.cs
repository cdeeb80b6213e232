using Microsoft.AspNetCore.HttpLogging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TrackVia.ApiAccess;

namespace HostApp.Startup;

/// <summary>Shows on the console what the library measures and traces, and the requests: off by default, each by its own setting.</summary>
internal static class Telemetry
{
    private const string HttpLogging = "HostApp:HttpLogging";
    private const string Instruments = "HostApp:Telemetry";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>(HttpLogging))
        {
            builder.Logging.AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information);
            builder.Services.AddHttpLogging(options => options.LoggingFields =
                HttpLoggingFields.RequestPropertiesAndHeaders | HttpLoggingFields.RequestQuery | HttpLoggingFields.ResponseStatusCode);
        }

        if (builder.Configuration.GetValue<bool>(Instruments))
        {
            builder.Services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics.AddMeter(ApiAccessDiagnostics.MeterName).AddConsoleExporter())
                .WithTracing(traces => traces.AddSource(ApiAccessDiagnostics.ActivitySourceName).AddConsoleExporter());
        }
    }

    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Configuration.GetValue<bool>(HttpLogging))
        {
            app.UseHttpLogging();
        }
    }
}
