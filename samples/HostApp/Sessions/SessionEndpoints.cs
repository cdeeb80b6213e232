using System.Security.Claims;
using HostApp.Startup;
using HostApp.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackVia.ApiAccess;

namespace HostApp.Sessions;

/// <summary>Signs users in to the console and out of it. The guard keeps API Users out, not these endpoints (R5).</summary>
internal static class SessionEndpoints
{
    private const int MaxLength = 128;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", SignInAsync).RequireRateLimiting(SignInLimit.Policy);
        routes.MapDelete("/session", SignOutAsync);
    }

    /// <summary>Signs a user in at the identity provider, which has its own rules.</summary>
    public static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SignInAtProviderAsync(
        HttpContext context, DemoPassword password)
    {
        var (request, problem) = await JsonBody.ReadAsync<SignIn>(context.Request);
        if (request is null)
        {
            return problem!;
        }

        return Validate(request) is { Count: > 0 } errors ? TypedResults.ValidationProblem(errors)
            : Authenticate(request, password) is not { } user ? WrongNameOrPassword()
            : await BeginAsync(context, user);
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SignInAsync(
        HttpContext context, DemoPassword password, SignInRules rules, UserAccessReader userAccess)
    {
        var (request, problem) = await JsonBody.ReadAsync<SignIn>(context.Request);
        if (request is null)
        {
            return problem!;
        }

        if (Validate(request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        // The password is checked first, so that without it the response does not reveal users or API Users.
        if (Authenticate(request, password) is not { } user)
        {
            return WrongNameOrPassword();
        }

        var access = await userAccess.GetAsync(user.AccountId, user.Id, context.RequestAborted);
        if (rules.UsesSingleSignOn(access))
        {
            return TypedResults.Problem(
                $"Users of '{user.AccountId}' sign in by single sign-on. Open {SingleSignOn.Path}.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (rules.IsPasswordExpired(access))
        {
            return TypedResults.Problem(
                $"The password expired on {rules.PasswordExpiresOn(access):yyyy-MM-dd}. Ask a Super Admin for a new one.", statusCode: StatusCodes.Status403Forbidden);
        }

        return await BeginAsync(context, user);
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Compares the password even for an unknown user, so that the response time reveals nothing.</summary>
    private static HostUser? Authenticate(SignIn request, DemoPassword password) =>
        password.Matches(request.Password!) ? HostUsers.Find(request.UserName) : null;

    private static ProblemHttpResult WrongNameOrPassword() =>
        TypedResults.Problem("The user name or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized);

    private static async Task<NoContent> BeginAsync(HttpContext context, HostUser user)
    {
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Principal(user));
        return TypedResults.NoContent();
    }

    private static Dictionary<string, string[]> Validate(SignIn request)
    {
        var errors = new Dictionary<string, string[]>();
        Require("userName", request.UserName);
        Require("password", request.Password);
        return errors;

        void Require(string field, string? value)
        {
            if (value is not { Length: >= 1 and <= MaxLength })
            {
                errors[field] = [$"Enter 1 to {MaxLength} characters."];
            }
        }
    }

    private static ClaimsPrincipal Principal(HostUser user)
    {
        var identity = new ClaimsIdentity(CookieAuthenticationDefaults.AuthenticationScheme);
        identity.AddClaim(new Claim(ClaimTypes.Name, user.Id.Value));
        if (user.IsSuperAdmin)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, ConsoleSession.SuperAdmin));
        }

        return new ClaimsPrincipal(identity);
    }

    public sealed record SignIn(string? UserName, string? Password);
}
