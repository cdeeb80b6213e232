using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Answers;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>Who may be in the console, by the newest facts of the store (R5, R9).</summary>
internal sealed class ConsoleGuard(ApiAccessManager manager, Func<ClaimsPrincipal, AccountUser?> map, ILogger logger)
{
    private readonly FailureLog _failures = new(logger, TimeProvider.System);

    /// <summary>Gets why a principal may not be in the console: 403, or 503 while the store cannot tell (R25); <see langword="null"/> for one who may.</summary>
    public async Task<Problem?> FindObjectionAsync(ClaimsPrincipal principal, HttpContext context)
    {
        if (map(principal) is not { } user)
        {
            return new Problem(StatusCodes.Status403Forbidden, "Nobody of this name may sign in here.");
        }

        try
        {
            var access = await manager.GetUserAccessAsync(user.AccountId, user.UserId, context.RequestAborted).ConfigureAwait(false);
            return ApiUserPolicy.AllowsConsole(access) ? null : new Problem(
                StatusCodes.Status403Forbidden,
                access.IsApiUser
                    ? "API Users cannot sign in, on web or mobile: they call the API with an auth token."
                    : "The user is disabled. Ask a Super Admin to enable the user.");
        }
        catch (StoreUnavailableException exception)
        {
            _failures.Write(exception, Log.StoreUnavailable);
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Whether this user may be here cannot be told: the store does not answer at the moment. Try again later.");
        }
    }
}
