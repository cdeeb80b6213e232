using HostApp.Pages;
using HostApp.Sessions;
using Microsoft.AspNetCore.Authorization;
using TrackVia.ApiAccess;

namespace HostApp.Users;

/// <summary>How a user signs in, for Manage Users (R5 to R7).</summary>
/// <param name="By"><c>password</c>, <c>singleSignOn</c>, or <c>none</c> for who may not be in the console.</param>
/// <param name="PasswordExpiresOn">The first day on which the password is no more accepted; none when it does not expire.</param>
internal sealed record UserSignIn(string By, DateOnly? PasswordExpiresOn);

internal static class UserSignInEndpoint
{
    public static void MapUserSignIn(this IEndpointRouteBuilder routes, AuthorizationPolicy superAdmins) =>
        routes.MapGet(ConsolePages.Users + "/sign-in", ReadAsync).RequireAuthorization(superAdmins);

    private static async Task<IReadOnlyDictionary<string, UserSignIn>> ReadAsync(HttpContext context, SignInRules rules, ApiAccessManager manager)
    {
        // The policy lets Super Admins pass alone.
        var users = await manager.ListUsersAsync(HostUsers.Find(context.User.Identity!.Name)!.ToActor(), context.RequestAborted);
        return users.Value.ToDictionary(user => user.Profile.Id.Value, user => Of(user.Access, rules));
    }

    private static UserSignIn Of(UserAccess access, SignInRules rules) => new(
        !ApiUserPolicy.AllowsConsole(access) ? "none" : rules.UsesSingleSignOn(access) ? "singleSignOn" : "password",
        rules.PasswordExpiresOn(access));
}
