using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>
/// A store that cannot answer is 503, and the text is truthful about what may have happened (R25, T31, T32). So is a callback of the host
/// that fails, which is logged where it is called (T43).
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
                    "The store broke off: the change may have been made. Look at the current state before you try again.")
                {
                    Reason = "outcomeUnknown",
                }
                : new Problem(StatusCodes.Status503ServiceUnavailable, "The store cannot answer at the moment. Nothing was changed; try again later.");
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody reads an answer, and it is not an error of the host's for its log.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (HostCallbackException exception) when (!context.HttpContext.Response.HasStarted)
        {
            return HostCallbackProblem.Of(exception);
        }
    }
}
