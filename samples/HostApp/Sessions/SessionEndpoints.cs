using System.Security.Claims;
using HostApp.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Users;

namespace HostApp.Sessions;

/// <summary>Signing in to the console and out of it.</summary>
internal static class SessionEndpoints
{
    private const int MaxLength = 128;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", SignInAsync);
        routes.MapDelete("/session", SignOutAsync);
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SignInAsync(
        SignIn request, HttpContext context, DemoPassword password, ApiAccessManager manager)
    {
        if (Validate(request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        // The password is judged first, so that nobody learns who exists or who is an API User without it.
        var isRight = password.Matches(request.Password!);
        if (HostUsers.Find(request.UserName) is not { } user || !isRight)
        {
            return TypedResults.Problem("The user name or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
        }

        var access = await manager.GetUserAccessAsync(user.AccountId, user.Id, context.RequestAborted);
        if (!ApiUserPolicy.AllowsConsole(access))
        {
            return TypedResults.Problem(
                access.IsApiUser
                    ? "API Users cannot sign in, on web or mobile: they call the API with an auth token."
                    : "The user is disabled. Ask a Super Admin to enable the user.",
                statusCode: StatusCodes.Status403Forbidden);
        }

        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Principal(user));
        return TypedResults.NoContent();
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
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
                errors[field] = [$"Give 1 to {MaxLength} characters."];
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

    private sealed record SignIn(string? UserName, string? Password);
}
