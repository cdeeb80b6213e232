using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The API key: shown, and created once (R1, R2).</summary>
internal static class ApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/api-key", GetAsync)
            .Describe("Gets the account's API key in clear.")
            .Answers(StatusCodes.Status200OK, typeof(ApiKeyDocument))
            .Refuses(StatusCodes.Status404NotFound);
        routes.MapCommand(HttpMethods.Post, "/api-key", CreateAsync)
            .Describe("Creates the account's API key, once and for all.")
            .Answers(StatusCodes.Status201Created, typeof(ApiKeyDocument))
            .Refuses(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(ManagementCall call) =>
        Answer(call, await call.Manager.GetApiKeyAsync(call.Actor, call.CancellationToken).ConfigureAwait(false), StatusCodes.Status200OK);

    private static async Task<IResult> CreateAsync(ManagementCall call) =>
        Answer(call, await call.Manager.CreateApiKeyAsync(call.Actor, call.CancellationToken).ConfigureAwait(false), StatusCodes.Status201Created);

    private static IResult Answer(ManagementCall call, ManagementResult<DisplayedApiKey> result, int status) => result.IsSuccess
        ? TypedResults.Json(
            new ApiKeyDocument(result.Value.Key.Reveal(), ApiAccessJson.Text(result.Value.CreatedAt)), ApiAccessJson.Default.ApiKeyDocument, statusCode: status)
        : call.Refuse(result.Refusal);
}

/// <summary>An API key in clear. No record: its <c>ToString</c> would print the key.</summary>
internal sealed class ApiKeyDocument(string apiKey, string createdAt)
{
    public string ApiKey { get; } = apiKey;

    public string CreatedAt { get; } = createdAt;
}
