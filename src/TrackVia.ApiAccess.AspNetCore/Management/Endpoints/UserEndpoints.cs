using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The users: every Super Admin finds users to assign tokens to (R11); Super Admins with access to user profiles also change them (R4, R9).</summary>
internal static class UserEndpoints
{
    private const int DefaultTake = 50;
    private const int MaxAfterLength = 1_100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/users", ReadAsync)
            .WithSummary("Lists the account's API Users and disabled users by id. With search, returns a page of the host's users; with id, returns these users.")
            .WithParameter(DescribedParameter.UserIds)
            .WithParameter(DescribedParameter.Search)
            .WithParameter(DescribedParameter.Assignable)
            .WithParameter(DescribedParameter.AfterUser)
            .WithParameter(DescribedParameter.Take)
            .Produces(StatusCodes.Status200OK, typeof(UserListDocument))
            .ProducesRefusal(StatusCodes.Status400BadRequest);
        routes.MapCommand(HttpMethods.Put, "/users/{userId}", ManagementJson.Default.UserAccessBody, (call, body) => call.WithFenceAsync(when => SetAsync(call, body, when)))
            .WithSummary("Designates or undesignates an API User, enables or disables the user.")
            .WithParameter(DescribedParameter.UserId)
            .Produces(StatusCodes.Status200OK, typeof(UserAccessDocument))
            .WithFence(typeof(UserAccessDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
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

        return result.IsSuccess ? TypedResults.Json(UserListDocument.Of(result.Value), ManagementJson.Default.UserListDocument) : call.Refuse(result.Refusal);
    }

    private static Func<Task<ManagementResult<ManagedUserPage>>> FindAsync(ManagementCall call, FieldErrors errors, IReadOnlyList<string?> texts)
    {
        if (texts.Count > DirectorySearch.MaxPageSize)
        {
            errors.Add("id", $"There are {texts.Count} ids. Send at most {DirectorySearch.MaxPageSize}.");
        }

        var ids = texts.Take(DirectorySearch.MaxPageSize).Select(text => errors.Read<UserId>("id", text, UserIdField.TryParse)).ToList();
        return () => call.Manager.FindUsersAsync(call.Actor, ids, call.CancellationToken);
    }

    private static Func<Task<ManagementResult<ManagedUserPage>>> SearchAsync(ManagementCall call, FieldErrors errors)
    {
        var search = errors.Read<string?>("search", call.QueryText("search"), TryParseSearch);
        var isAssignable = errors.Read<bool>("assignable", call.QueryText("assignable"), TryParseAssignable);
        var after = errors.Read<string?>("after", call.QueryText("after"), TryParseAfter);
        var take = (int)errors.Read("take", call.QueryText("take"), QueryNumber.Between(1, DirectorySearch.MaxPageSize, DefaultTake));
        return () => search is null && !isAssignable
            ? call.Manager.ListUsersAsync(call.Actor, after, take, call.CancellationToken)
            : call.Manager.SearchUsersAsync(
                call.Actor,
                new() { Text = search ?? "", IsAssignable = isAssignable, ContinuationToken = after, MaxCount = take },
                call.CancellationToken);
    }

    private static bool TryParseSearch(string? text, out string? search, out string? error)
    {
        search = text?.Trim();
        error = search?.Length > ManagedUserSearch.MaxTextLength
            ? $"The text has {search.Length} characters. Send at most {ManagedUserSearch.MaxTextLength}."
            : null;
        return error is null;
    }

    private static bool TryParseAssignable(string? text, out bool isAssignable, out string? error)
    {
        isAssignable = text is "true";
        error = text is null or "false" or "true" ? null : $"'{FieldErrors.Shown(text)}' is not a valid value. Use assignable=true, or omit it.";
        return error is null;
    }

    private static bool TryParseAfter(string? text, out string? after, out string? error)
    {
        after = text;
        error = text?.Length > MaxAfterLength ? "The text is longer than the after of any page. Send the after of the page before, or omit it." : null;
        return error is null;
    }

    private static async Task<IResult> SetAsync(ManagementCall call, UserAccessBody body, RevocationWait when)
    {
        var errors = new FieldErrors();
        var userId = errors.Read<UserId>("userId", call.RouteText("userId"), UserIdField.TryParse);
        if (body is { IsApiUser: null, IsEnabled: null })
        {
            errors.Add("body", $"The body sets nothing. {UserAccessBody.Shape}");
        }

        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var result = await call.Manager
            .SetUserAccessAsync(call.Actor, userId, new UserAccessChange { IsApiUser = body.IsApiUser, IsEnabled = body.IsEnabled }, when, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(
                new UserAccessDocument(
                    result.Value.UserId.Value, result.Value.IsApiUser, result.Value.IsEnabled, FenceDocument.Of(result.Fence)),
                ManagementJson.Default.UserAccessDocument,
                statusCode: FenceQuery.Status(result.Fence))
            : call.Refuse(result.Refusal, userId.Value);
    }
}
