using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace TrackVia.ApiAccess.AspNetCore.Responses;

/// <summary>A response of RFC 9457. Without a <c>type</c>, the title is the status's own phrase (section 4.2.1).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, and the remedy, for people. Contains no secret.</param>
internal sealed record Problem(int Status, string Detail) : IResult
{
    // A store that is unavailable may be available again soon: a failover takes seconds (R25).
    private const string RetryAfterSeconds = "5";

    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>The code of RFC 6750, for clients of the API (R24).</summary>
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }

    /// <summary>The reason for which a command was refused, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>The errors by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        // Without a cancellation token: the framework then ignores a client that has disconnected.
        return response.WriteAsJsonAsync(this, ProblemJson.Default.Problem, "application/problem+json");
    }
}
