using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The API key: read, and created once (R1, R2).</summary>
internal static class ApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/api-key", GetAsync)
            .WithSummary("Returns the account's API key in clear.")
            .Produces(StatusCodes.Status200OK, typeof(ApiKeyDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound);
        routes.MapCommand(HttpMethods.Post, "/api-key", CreateAsync)
            .WithSummary("Creates the account's API key. It is created once and never changes.")
            .Produces(StatusCodes.Status201Created, typeof(ApiKeyDocument))
            .ProducesRefusal(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(ManagementCall call) =>
        Respond(call, await call.Manager.GetApiKeyAsync(call.Actor, call.CancellationToken).ConfigureAwait(false), StatusCodes.Status200OK);

    private static async Task<IResult> CreateAsync(ManagementCall call) =>
        Respond(call, await call.Manager.CreateApiKeyAsync(call.Actor, call.CancellationToken).ConfigureAwait(false), StatusCodes.Status201Created);

    private static IResult Respond(ManagementCall call, ManagementResult<DisplayedApiKey> result, int status) => result.IsSuccess
        ? TypedResults.Json(
            new ApiKeyDocument(result.Value.Key.Reveal(), ManagementJson.Text(result.Value.CreatedAt)), ManagementJson.Default.ApiKeyDocument, statusCode: status)
        : call.Refuse(result.Refusal);
}
