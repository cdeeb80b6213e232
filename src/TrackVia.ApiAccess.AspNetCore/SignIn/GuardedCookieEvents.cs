using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>The host's own cookie events, followed by the check whether the user may be in the console (R5, R9).</summary>
/// <remarks>
/// The cookie is the console session, whether a form, single sign-on or a mobile app's sign-in issues it, so it is guarded in one place.
/// While the store does not respond, no user gets in and no user is signed out (R25): the session is not accepted, and a challenge returns 503.
/// </remarks>
internal sealed class GuardedCookieEvents(CookieAuthenticationEvents ownEvents, Type? ownEventsType, ConsoleGuard guard)
    : CookieAuthenticationEvents
{
    public override async Task SigningIn(CookieSigningInContext context)
    {
        await Own(context.HttpContext).SigningIn(context).ConfigureAwait(false);
        if (context.Principal is { } principal
            && await guard.FindObjectionToSignInAsync(principal, context.Properties, context.HttpContext).ConfigureAwait(false) is { } objection)
        {
            throw new SignInRefusedException(objection);
        }
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        await Own(context.HttpContext).ValidatePrincipal(context).ConfigureAwait(false);
        if (context.Principal is not { } principal
            || await guard.FindObjectionToSessionAsync(principal, context.Properties, context.HttpContext).ConfigureAwait(false) is not { } objection)
        {
            return;
        }

        context.RejectPrincipal();
        if (objection.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Features.Set(objection);
        }
        else
        {
            await context.HttpContext.SignOutAsync(context.Scheme.Name).ConfigureAwait(false);
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.Features.Get<Problem>() is not { } storeIsDown)
        {
            return Own(context.HttpContext).RedirectToLogin(context);
        }

        PendingProblem.Set(context.HttpContext, storeIsDown, isDecisive: true);
        return Task.CompletedTask;
    }

    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context) => Own(context.HttpContext).CheckSlidingExpiration(context);

    public override Task SignedIn(CookieSignedInContext context) => Own(context.HttpContext).SignedIn(context);

    public override Task SigningOut(CookieSigningOutContext context) => Own(context.HttpContext).SigningOut(context);

    public override Task RedirectToLogout(RedirectContext<CookieAuthenticationOptions> context) => Own(context.HttpContext).RedirectToLogout(context);

    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => Own(context.HttpContext).RedirectToReturnUrl(context);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => Own(context.HttpContext).RedirectToAccessDenied(context);

    private CookieAuthenticationEvents Own(HttpContext context) =>
        ownEventsType is null ? ownEvents : (CookieAuthenticationEvents)context.RequestServices.GetRequiredService(ownEventsType);
}
