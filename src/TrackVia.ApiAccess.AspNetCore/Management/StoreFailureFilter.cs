using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Answers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>A store that cannot answer is 503, and the text is truthful about what may have happened (R25, T31, T32).</summary>
internal sealed class StoreFailureFilter(ILogger logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (!context.HttpContext.Response.HasStarted)
        {
            Log.StoreUnavailable(logger, exception);
            return exception is CommitOutcomeUnknownException
                ? new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "The store broke off: the change may have been made. Look at the current state before you try again.") { Reason = "outcomeUnknown" }
                : new Problem(StatusCodes.Status503ServiceUnavailable, "The store cannot answer at the moment. Nothing was changed; try again later.");
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody reads an answer, and it is not an error of the host's for its log.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }
}
