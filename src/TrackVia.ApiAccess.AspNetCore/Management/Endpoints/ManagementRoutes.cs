using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>Maps handlers. A read has no body; the body of a command is parsed strictly before the handler runs.</summary>
internal static class ManagementRoutes
{
    public static IEndpointConventionBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Func<ManagementCall, Task<IResult>> handler) =>
        routes.Map(HttpMethods.Get, pattern, handler);

    public static IEndpointConventionBuilder MapCommand(
        this IEndpointRouteBuilder routes, string method, string pattern, Func<ManagementCall, Task<IResult>> handler) =>
        routes.MapCommand(method, pattern, ManagementJson.Default.NoBody, (call, _) => handler(call));

    public static IEndpointConventionBuilder MapCommand<TBody>(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        JsonTypeInfo<TBody> bodyType,
        Func<ManagementCall, TBody, Task<IResult>> handler)
        where TBody : class, IRequestBody
    {
        var call = routes.Map(method, pattern, async call =>
        {
            var (body, problem) = await RequestBody.ReadAsync(call.Context.Request, bodyType).ConfigureAwait(false);
            return body is null ? problem! : await handler(call, body).ConfigureAwait(false);
        });
        call.WithParameter(DescribedParameter.Antiforgery)
            .ProducesRefusal(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);
        return typeof(TBody) == typeof(NoBody) ? call : call.Accepts(typeof(TBody));
    }

    private static IEndpointConventionBuilder Map(
        this IEndpointRouteBuilder routes, string method, string pattern, Func<ManagementCall, Task<IResult>> handler) =>
        routes.MapMethods(pattern, [method], (RequestDelegate)(async context =>
        {
            var response = await handler(new ManagementCall(context)).ConfigureAwait(false);
            await response.ExecuteAsync(context).ConfigureAwait(false);
        }))
            .WithMetadata(handler.Method) // Only an endpoint with a method is described.
            .WithTags("API Access")
            .Produces(StatusCodes.Status401Unauthorized)
            .ProducesRefusal(StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable);
}
