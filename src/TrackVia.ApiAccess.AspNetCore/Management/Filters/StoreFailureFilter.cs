using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>
/// Turns an unavailable store into 503, with a text that is truthful about what may have happened (R25, T31, T32). The same applies to a failed callback
/// of the host, which is logged where it is called (T43).
/// </summary>
internal sealed class StoreFailureFilter(ILogger logger, TimeProvider timeProvider) : IEndpointFilter
{
    private readonly FailureLog _failures = new(logger, timeProvider);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (ApiAccessStoreException exception) when (!context.HttpContext.Response.HasStarted)
        {
            _failures.Write(exception, Log.StoreUnavailable);
            return exception is CommitOutcomeUnknownException
                ? new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "The connection to the store was lost, so the change may have been made. Check the current state before you try again.")
                {
                    Reason = "outcomeUnknown",
                }
                : new Problem(StatusCodes.Status503ServiceUnavailable, "The store is not responding right now. Nothing was changed. Try again later.");
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected: nobody reads the response, and it is not an error for the host's log.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (HostCallbackException exception) when (!context.HttpContext.Response.HasStarted)
        {
            return HostCallbackProblem.Of(exception);
        }
    }
}
