using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>
/// Stops a sign-in before it issues a cookie, which a cookie event can do only by an exception. The server responds with the status by itself,
/// and where the host handles exceptions, <see cref="Response"/> adds the reason.
/// </summary>
internal sealed class SignInRefusedException(Problem problem) : BadHttpRequestException(problem.Detail, problem.Status)
{
    private readonly Problem _problem = problem;

    internal sealed class Response : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not SignInRefusedException refused)
            {
                return false;
            }

            await refused._problem.ExecuteAsync(httpContext).ConfigureAwait(false);
            return true;
        }
    }
}
