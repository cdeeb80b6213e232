using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

internal static class AntiforgeryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRead("/antiforgery", Get)
        .WithSummary("Returns the antiforgery token for changes, and sets its cookie.")
        .Produces(StatusCodes.Status200OK, typeof(AntiforgeryDocument));

    private static Task<IResult> Get(ManagementCall call)
    {
        var token = call.Service<AntiforgeryGuard>().IssueToken(call.Context, call.Actor);
        return Task.FromResult<IResult>(TypedResults.Json(new AntiforgeryDocument(token), ManagementJson.Default.AntiforgeryDocument));
    }
}
