using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HostApp.Startup;

/// <summary>Reads a JSON body by the framework's own reader. What it cannot read is 400, 413 or 415; the framework's binding lets some of it become 500 (T52).</summary>
internal static class JsonBody
{
    /// <summary>Reads the body. Exactly one of the two is given back.</summary>
    public static async Task<(T? Body, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(request.HttpContext.RequestAborted) is { } body
                ? (body, null)
                : (null, TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, TypedResults.Problem(statusCode: exception.StatusCode));
        }
        catch (Exception exception) when (exception is JsonException or IOException or InvalidOperationException or NotSupportedException)
        {
            // An unknown charset is an InvalidOperationException, UTF-7 a NotSupportedException, a chunk that is too long an IOException.
            return (null, TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest));
        }
    }
}
