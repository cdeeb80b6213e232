using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The users: every Super Admin sees whom a token can be assigned to (R11); access to user profiles changes them (R4, R9).</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/users", ListAsync)
            .Describe("Lists the account's users, and who of them is an API User.")
            .Answers(StatusCodes.Status200OK, typeof(UserListDocument));
        routes.MapCommand(HttpMethods.Put, "/users/{userId}", ApiAccessJson.Default.UserAccessBody, (call, body) => call.WithFenceAsync(when => SetAsync(call, body, when)))
            .Describe("Designates an API User or takes that back, enables or disables the user.")
            .Takes(DescribedParameter.UserId)
            .Answers(StatusCodes.Status200OK, typeof(UserAccessDocument))
            .CanBeFenced(typeof(UserAccessDocument))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(ManagementCall call)
    {
        try
        {
            var result = await call.Manager.ListUsersAsync(call.Actor, call.CancellationToken).ConfigureAwait(false);
            return result.IsSuccess
                ? TypedResults.Json(new UserListDocument([.. result.Value.Select(Document)]), ApiAccessJson.Default.UserListDocument)
                : call.Refuse(result.Refusal);
        }
        catch (HostCallbackException exception)
        {
            return await ListKnownAsync(call, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Without the directory: the users whom the account knows, so that they can still be disabled (T43).</summary>
    private static async Task<IResult> ListKnownAsync(ManagementCall call, HostCallbackException exception)
    {
        var account = await call.Manager.GetAccountAsync(call.Actor, call.CancellationToken).ConfigureAwait(false);
        return account.IsSuccess
            ? TypedResults.Json(
                new UserListDocument(
                    [.. account.Value.Users.Select(user => new UserDocument(user.UserId.Value, user.UserId.Value, IsActive: false, user.IsApiUser, user.IsEnabled))],
                    exception.Message),
                ApiAccessJson.Default.UserListDocument)
            : call.Refuse(account.Refusal);
    }

    private static async Task<IResult> SetAsync(ManagementCall call, UserAccessBody body, RevocationWait when)
    {
        var errors = new FieldErrors();
        var userId = errors.Read("userId", call.RouteText("userId"), UserId.Parse);
        if (body is { IsApiUser: null, IsEnabled: null })
        {
            errors.Add("body", $"Nothing is to be set. {UserAccessBody.Shape}");
        }

        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var change = new UserAccessChange { IsApiUser = body.IsApiUser, IsEnabled = body.IsEnabled };
        var result = await call.Manager.SetUserAccessAsync(call.Actor, userId, change, when, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(
                new UserAccessDocument(
                    result.Value.UserId.Value, result.Value.IsApiUser, result.Value.IsEnabled, FenceDocument.Of(result.Fence)),
                ApiAccessJson.Default.UserAccessDocument,
                statusCode: FenceQuery.Status(result.Fence))
            : call.Refuse(result.Refusal, userId.Value);
    }

    private static UserDocument Document(ManagedUser user) => new(
        user.Profile.Id.Value,
        user.Profile.DisplayName,
        user.Profile.IsActive,
        user.Access.IsApiUser,
        user.Access.IsEnabled,
        user.IsInDirectory ? null : false);
}

internal sealed record UserAccessBody(bool? IsApiUser = null, bool? IsEnabled = null) : IRequestBody
{
    public static string Shape => "Send an object with isApiUser or isEnabled or both, each true or false, and nothing else.";
}

internal sealed record UserAccessDocument(string Id, bool IsApiUser, bool IsEnabled, FenceDocument? Fence = null);

/// <param name="Id">The host's id of the user.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="IsActive">Whether the user is verified and enabled in the host.</param>
/// <param name="IsApiUser">Whether the user is an API User.</param>
/// <param name="IsEnabled">Whether the user is enabled here.</param>
/// <param name="IsInDirectory"><see langword="false"/> for a user whom the host's directory lacks, and absent elsewhere.</param>
internal sealed record UserDocument(string Id, string DisplayName, bool IsActive, bool IsApiUser, bool IsEnabled, bool? IsInDirectory = null);

/// <param name="Users">The users; where the directory failed, those whom the account knows, named by their ids.</param>
/// <param name="DirectoryProblem">Why the directory could not be asked, and absent where it could.</param>
internal sealed record UserListDocument(IReadOnlyList<UserDocument> Users, string? DirectoryProblem = null);
