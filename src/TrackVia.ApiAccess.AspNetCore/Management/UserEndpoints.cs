using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The users: every Super Admin sees whom a token can be assigned to (R11); access to user profiles changes them (R4, R9).</summary>
internal static class UserEndpoints
{
    private const int DefaultTake = 50;
    private const int MaxAfterLength = 1_100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/users", ReadAsync)
            .Describe("Lists the account's API Users and disabled users, by id; with search, a page of the host's users; with id, those users.")
            .Takes(DescribedParameter.UserIds)
            .Takes(DescribedParameter.Search)
            .Takes(DescribedParameter.Assignable)
            .Takes(DescribedParameter.AfterUser)
            .Takes(DescribedParameter.Take)
            .Answers(StatusCodes.Status200OK, typeof(UserListDocument))
            .Refuses(StatusCodes.Status400BadRequest);
        routes.MapCommand(HttpMethods.Put, "/users/{userId}", ApiAccessJson.Default.UserAccessBody, (call, body) => call.WithFenceAsync(when => SetAsync(call, body, when)))
            .Describe("Designates an API User or takes that back, enables or disables the user.")
            .Takes(DescribedParameter.UserId)
            .Answers(StatusCodes.Status200OK, typeof(UserAccessDocument))
            .CanBeFenced(typeof(UserAccessDocument))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ReadAsync(ManagementCall call)
    {
        var errors = new FieldErrors();
        var read = call.QueryTexts("id") is { Count: > 0 } ids ? FindAsync(call, errors, ids) : SearchAsync(call, errors);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        ManagementResult<ManagedUserPage> result;
        try
        {
            result = await read().ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            return FieldErrors.Of("after", exception.Message);
        }

        return result.IsSuccess ? TypedResults.Json(UserListDocument.Of(result.Value), ApiAccessJson.Default.UserListDocument) : call.Refuse(result.Refusal);
    }

    private static Func<Task<ManagementResult<ManagedUserPage>>> FindAsync(ManagementCall call, FieldErrors errors, IReadOnlyList<string?> texts)
    {
        if (texts.Count > DirectorySearch.MaxPageSize)
        {
            errors.Add("id", $"There are {texts.Count} ids. Send at most {DirectorySearch.MaxPageSize}.");
        }

        var ids = texts.Take(DirectorySearch.MaxPageSize).Select(text => errors.Read("id", text, UserId.Parse)).ToList();
        return () => call.Manager.FindUsersAsync(call.Actor, ids, call.CancellationToken);
    }

    private static Func<Task<ManagementResult<ManagedUserPage>>> SearchAsync(ManagementCall call, FieldErrors errors)
    {
        var search = errors.Read("search", call.QueryText("search"), ParseSearch);
        var isAssignable = errors.Read("assignable", call.QueryText("assignable"), ParseAssignable);
        var after = errors.Read("after", call.QueryText("after"), ParseAfter);
        var take = (int)errors.Read("take", call.QueryText("take"), text => QueryNumber.Parse(text, 1, DirectorySearch.MaxPageSize, DefaultTake));
        return () => search is null && !isAssignable
            ? call.Manager.ListUsersAsync(call.Actor, after, take, call.CancellationToken)
            : call.Manager.SearchUsersAsync(
                call.Actor,
                new() { Text = search ?? "", IsAssignable = isAssignable, ContinuationToken = after, MaxCount = take },
                call.CancellationToken);
    }

    private static string? ParseSearch(string? text)
    {
        var trimmed = text?.Trim();
        return trimmed is not { Length: > ManagedUserSearch.MaxTextLength }
            ? trimmed
            : throw new FormatException($"The text has {trimmed.Length} characters. Send at most {ManagedUserSearch.MaxTextLength}.");
    }

    private static bool ParseAssignable(string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new FormatException($"'{FieldErrors.Shown(text)}' is not a valid value. Use assignable=true, or omit it."),
    };

    private static string? ParseAfter(string? text) => text is not { Length: > MaxAfterLength }
        ? text
        : throw new FormatException("The text is longer than any that a page has as after. Send what the page before has, or omit it.");

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

        var result = await call.Manager
            .SetUserAccessAsync(call.Actor, userId, body.IsApiUser, body.IsEnabled, when, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(
                new UserAccessDocument(
                    result.Value.UserId.Value, result.Value.IsApiUser, result.Value.IsEnabled, FenceDocument.Of(result.Fence)),
                ApiAccessJson.Default.UserAccessDocument,
                statusCode: FenceQuery.Status(result.Fence))
            : call.Refuse(result.Refusal, userId.Value);
    }
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
/// <param name="IsInDirectory"><see langword="false"/> for a user that the host's directory does not have, and absent elsewhere.</param>
internal sealed record UserDocument(string Id, string DisplayName, bool IsActive, bool IsApiUser, bool IsEnabled, bool? IsInDirectory = null)
{
    public static UserDocument Of(ManagedUser user) => new(
        user.Profile.Id.Value,
        user.Profile.DisplayName,
        user.Profile.IsActive,
        user.Access.IsApiUser,
        user.Access.IsEnabled,
        user.IsInDirectory ? null : false);
}

/// <param name="Users">The users of the page; where the directory failed, users whom the account knows, named by their ids.</param>
/// <param name="After">The text to send as <c>after</c> for the next page, and absent on the last one.</param>
/// <param name="DirectoryProblem">Why the directory could not be asked, and absent where it could.</param>
internal sealed record UserListDocument(IReadOnlyList<UserDocument> Users, string? After = null, string? DirectoryProblem = null)
{
    public static UserListDocument Of(ManagedUserPage page) =>
        new([.. page.Users.Select(UserDocument.Of)], page.ContinuationToken, page.DirectoryFailure?.Message);
}
