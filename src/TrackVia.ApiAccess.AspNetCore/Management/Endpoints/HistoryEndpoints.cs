using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The account's audit, in pages by version (R26).</summary>
internal static class HistoryEndpoints
{
    private const int DefaultTake = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRead("/history", ReadAsync)
        .WithSummary($"Lists the account's audit entries, oldest first. take limits the page (1 to {IApiAccessStore.MaxPageSize}, default {DefaultTake}).")
        .WithParameter(DescribedParameter.AfterVersion)
        .WithParameter(DescribedParameter.Take)
        .Produces(StatusCodes.Status200OK, typeof(HistoryDocument))
        .ProducesRefusal(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(ManagementCall call)
    {
        var errors = new FieldErrors();
        var after = errors.Read("after", call.QueryText("after"), QueryNumber.Between(0, long.MaxValue, absent: 0));
        var take = errors.Read("take", call.QueryText("take"), QueryNumber.Between(1, IApiAccessStore.MaxPageSize, DefaultTake));
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var result = await call.Manager.ReadHistoryAsync(call.Actor, after, (int)take, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(new HistoryDocument([.. result.Value.Select(HistoryEntryDocument.Of)]), ManagementJson.Default.HistoryDocument)
            : call.Refuse(result.Refusal);
    }
}
