using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;

namespace Documentation.Tests.Snippets;

/// <summary>What docs/observability.md shows.</summary>
internal static class DiagnosticSnippets
{
    public static IEnumerable<string> Names()
    {
        // snippet: diagnostic-names
        var meter = ApiAccessDiagnostics.MeterName;             // "TrackVia.ApiAccess"
        var source = ApiAccessDiagnostics.ActivitySourceName;   // "TrackVia.ApiAccess"
        // end snippet
        return [meter, source];
    }

    public static void Health(WebApplicationBuilder builder, WebApplication app)
    {
        // snippet: health
        builder.Services.AddHealthChecks().AddApiAccess();
        app.MapHealthChecks("/health");
        // end snippet
    }
}
