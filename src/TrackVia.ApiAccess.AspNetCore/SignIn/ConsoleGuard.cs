using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>Who may be in the console, by the newest facts of the store (R5, R9).</summary>
internal sealed class ConsoleGuard(ApiAccessManager manager, Func<ClaimsPrincipal, AccountUser?> map)
{
    /// <summary>Gets why a principal may not be in the console.</summary>
    /// <returns>The reason, for people; <see langword="null"/> for one who may.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<string?> FindObjectionAsync(ClaimsPrincipal principal, HttpContext context)
    {
        if (map(principal) is not { } user)
        {
            return "Nobody of this name may sign in here.";
        }

        var access = await manager.GetUserAccessAsync(user.AccountId, user.UserId, context.RequestAborted).ConfigureAwait(false);
        return ApiUserPolicy.AllowsConsole(access) ? null
            : access.IsApiUser ? "API Users cannot sign in, on web or mobile: they call the API with an auth token."
            : "The user is disabled. Ask a Super Admin to enable the user.";
    }
}
