using HostApp.Pages;
using HostApp.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess;

namespace HostApp.Users;

/// <summary>How a user signs in, for Manage Users (R5 to R7).</summary>
/// <param name="By"><c>password</c>, <c>singleSignOn</c>, or <c>none</c> for a user who may not be in the console.</param>
/// <param name="PasswordExpiresOn">The first day on which the password is no longer accepted; none when it does not expire.</param>
internal sealed record UserSignIn(string By, DateOnly? PasswordExpiresOn);

internal static class UserSignInEndpoint
{
    public static void MapUserSignIn(this IEndpointRouteBuilder routes, AuthorizationPolicy superAdmins) =>
        routes.MapGet(ConsolePages.Users + "/sign-in", ReadAsync).RequireAuthorization(superAdmins);

    /// <summary>For the users whose ids the query has: those that the page shows.</summary>
    private static async Task<Results<Ok<Dictionary<string, UserSignIn>>, ProblemHttpResult>> ReadAsync(
        HttpContext context, [FromQuery(Name = "id")] string[] ids, SignInRules rules, ApiAccessManager manager)
    {
        if (ids.Length > DirectorySearch.MaxPageSize)
        {
            return TypedResults.Problem($"Send at most {DirectorySearch.MaxPageSize} ids.", statusCode: StatusCodes.Status400BadRequest);
        }

        // The policy lets only Super Admins pass.
        var account = await manager.GetAccountAsync(HostUsers.Find(context.User.Identity!.Name)!.ToCurrentUser().ToActor(), context.RequestAborted);
        var users = ids.Distinct().Select(id => UserId.TryParse(id, out var userId) ? userId : default).Where(id => id != default);
        return TypedResults.Ok(users.ToDictionary(id => id.Value, id => Of(account.Value.GetUser(id), rules)));
    }

    private static UserSignIn Of(UserAccess access, SignInRules rules) => new(
        !ApiUserPolicy.AllowsConsole(access) ? "none" : rules.UsesSingleSignOn(access) ? "singleSignOn" : "password",
        rules.PasswordExpiresOn(access));
}
