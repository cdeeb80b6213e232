using HostApp.Pages;

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
        // Wherever one is sent without a password says nothing about who is a user, or an API User. That an API User is not sent here is the sign-in's doing (R6).
        routes.MapGet(Path, () => TypedResults.LocalRedirect("~" + ConsolePages.IdentityProvider));
        routes.MapPost(ConsolePages.IdentityProvider, SessionEndpoints.SignInAtProviderAsync).RequireRateLimiting(SignInLimit.Policy);
    }
}
