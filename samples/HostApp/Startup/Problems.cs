using TrackVia.ApiAccess.Storage;

namespace HostApp.Startup;

/// <summary>What a caller is told where an endpoint says nothing itself (RFC 9457).</summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "5";

    public static int StatusOf(Exception exception) => exception is StoreUnavailableException
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
    }
}
