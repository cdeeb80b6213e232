using HostApp.Pages;
using HostApp.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackVia.ApiAccess.Management;

namespace HostApp.Sessions;

/// <summary>A simulated single sign-on: the way to the identity provider (R6), and the provider itself, which lives in this process.</summary>
internal static class SingleSignOn
{
    public const string Path = "/sso";

    public static void MapSingleSignOn(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<SignInRules>().HasSingleSignOn)
        {
            return;
        }

        routes.MapIdentityProviderPage();
        routes.MapGet(Path, GoToProviderAsync);
        routes.MapPost(ConsolePages.IdentityProvider, SessionEndpoints.SignInAtProviderAsync).RequireRateLimiting(SignInLimit.Policy);
    }

    /// <summary>An API User is not sent to the provider: no policy of the provider's ever concerns one.</summary>
    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> GoToProviderAsync(
        string? userName, SignInRules rules, ApiAccessManager manager, CancellationToken cancellationToken)
    {
        if (HostUsers.Find(userName) is { } user
            && !rules.UsesSingleSignOn(await manager.GetUserAccessAsync(user.AccountId, user.Id, cancellationToken)))
        {
            return TypedResults.Problem($"'{userName}' does not use single sign-on.", statusCode: StatusCodes.Status403Forbidden);
        }

        // Whoever is not known here may be known there.
        return TypedResults.LocalRedirect("~" + ConsolePages.IdentityProvider);
    }
}
