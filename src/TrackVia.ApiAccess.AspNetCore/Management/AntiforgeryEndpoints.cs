using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management;

internal static class AntiforgeryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRead("/antiforgery", Get)
        .Describe("Gets the token that mutations carry, and its cookie.")
        .Answers(StatusCodes.Status200OK, typeof(AntiforgeryDocument));

    private static Task<IResult> Get(ManagementCall call)
    {
        var token = call.Service<AntiforgeryGuard>().IssueToken(call.Context, call.Actor);
        return Task.FromResult<IResult>(TypedResults.Json(new AntiforgeryDocument(token), ApiAccessJson.Default.AntiforgeryDocument));
    }
}

internal sealed record AntiforgeryDocument(string Token);
