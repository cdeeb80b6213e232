using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess.Storage;

namespace HostApp.Startup;

/// <summary>The problem details of statuses for which an endpoint has no own text (RFC 9457).</summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "5";

    public static int StatusOf(Exception exception) => exception is ApiAccessStoreException
        ? StatusCodes.Status503ServiceUnavailable
        : StatusCodes.Status500InternalServerError;

    public static void Explain(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem is { Status: StatusCodes.Status400BadRequest, Detail: null } and not HttpValidationProblemDetails)
        {
            problem.Detail = "The request cannot be read. Send the JSON object that the call expects, as Content-Type: application/json.";
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        // TrackVia's clients read these two members of every refusal (R24).
        if (context.HttpContext.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase))
        {
            problem.Extensions["error"] = problem.Title;
            problem.Extensions["error_description"] = problem.Detail ?? FieldsOf(problem) ?? problem.Title;
        }
    }

    private static string? FieldsOf(ProblemDetails problem) => problem is HttpValidationProblemDetails { Errors: var errors }
        ? string.Join(' ', errors.Select(field => $"{field.Key}: {string.Join(' ', field.Value)}"))
        : null;
}
