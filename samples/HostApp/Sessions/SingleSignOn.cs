using HostApp.Pages;

namespace HostApp.Sessions;

/// <summary>A simulated single sign-on: the redirect to the identity provider (R6), and the provider itself, in this process.</summary>
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
        // The redirect is the same for everyone, so it does not reveal users or API Users. The sign-in does not send API Users here (R6).
        routes.MapGet(Path, () => TypedResults.LocalRedirect("~" + ConsolePages.IdentityProvider));
        routes.MapPost(ConsolePages.IdentityProvider, SessionEndpoints.SignInAtProviderAsync).RequireRateLimiting(SignInLimit.Policy);
    }
}
