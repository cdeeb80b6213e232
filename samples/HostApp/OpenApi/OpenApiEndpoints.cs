using System.Security.Claims;
using HostApp.Startup;
using HostApp.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

namespace HostApp.OpenApi;

/// <summary>An open API in the shape of TrackVia's, only for API Users: every call sees the data of its own account.</summary>
internal static class OpenApiEndpoints
{
    public static RouteGroupBuilder MapOpenApiCalls(this IEndpointRouteBuilder routes)
    {
        var openApi = routes.MapGroup("/openapi");
        openApi.MapGet("/apps", (ClaimsPrincipal caller, AccountData data) => data.Apps(AccountOf(caller)));
        openApi.MapGet("/views", (ClaimsPrincipal caller, AccountData data) => data.Views(AccountOf(caller)));
        openApi.MapGet("/views/{viewId}", ReadView);
        openApi.MapPost("/views/{viewId}/records", CreateRecordsAsync);
        openApi.MapGet("/users", ReadUsers);
        return openApi;
    }

    private static Results<Ok<RecordSet>, ProblemHttpResult, ValidationProblem> ReadView(
        string viewId, string? start, string? max, ClaimsPrincipal caller, AccountData data)
    {
        if (!Page.TryParse(start, max, out var page, out var errors))
        {
            return TypedResults.ValidationProblem(errors);
        }

        return data.Find(AccountOf(caller), viewId) is { } records ? TypedResults.Ok(records.Read(page)) : NoView(viewId);
    }

    private static async Task<Results<Created<RecordSet>, ProblemHttpResult, ValidationProblem>> CreateRecordsAsync(
        string viewId, HttpRequest http, ClaimsPrincipal caller, AccountData data)
    {
        var (request, problem) = await JsonBody.ReadAsync<NewRecords>(http);
        if (request is null)
        {
            return problem!;
        }

        if (data.Find(AccountOf(caller), viewId) is not { } records)
        {
            return NoView(viewId);
        }

        if (request.Data is not { Count: > 0 } given)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["data"] = ["Send a list of at least one record."] });
        }

        if (records.Validate(given) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return records.TryAdd([.. given.Select(record => record!)], createdBy: caller.FindFirstValue(ApiAccessClaims.UserId)!) is { } added
            ? TypedResults.Created((string?)null, added)
            : TypedResults.Problem(
                $"The view holds at most {ViewRecords.Capacity} records, in memory. Restart the sample to empty it.",
                statusCode: StatusCodes.Status409Conflict);
    }

    private static Results<Ok<RecordSet>, ValidationProblem> ReadUsers(string? start, string? max, ClaimsPrincipal caller)
    {
        if (!Page.TryParse(start, max, out var page, out var errors))
        {
            return TypedResults.ValidationProblem(errors);
        }

        Field[] structure = [new("id", "identifier", Unique: true), new("first_name", "shortAnswer"), new("last_name", "shortAnswer"), new("email", "email", Unique: true)];
        var users = HostUsers.Of(AccountOf(caller)).Select((user, index) => new Dictionary<string, object?>
        {
            ["id"] = index + 1,
            ["first_name"] = user.FirstName,
            ["last_name"] = user.LastName,
            ["email"] = user.Id.Value,
        }).ToList();
        return TypedResults.Ok(new RecordSet(structure, page.Of(users), users.Count));
    }

    private static AccountId AccountOf(ClaimsPrincipal caller) => AccountId.Parse(caller.FindFirstValue(ApiAccessClaims.AccountId));

    private static ProblemHttpResult NoView(string viewId) => TypedResults.Problem(
        $"The account has no view '{viewId}'. GET /openapi/views lists them.", statusCode: StatusCodes.Status404NotFound);
}
