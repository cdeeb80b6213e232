using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>
/// Breaks off a sign-in before it issues a cookie: no event of a cookie can do that otherwise. The server answers with the status by itself,
/// and where the host handles exceptions, <see cref="Response"/> tells why.
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
