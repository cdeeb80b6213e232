using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HostApp.Management;

/// <summary>The OpenAPI document of the library's management calls, served at <c>/docs/api-access.json</c>.</summary>
internal static class ManagementApi
{
    public const string Name = "api-access";

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = call => call.RelativePath?.StartsWith("account/api-access/", StringComparison.Ordinal) == true;
        options.AddSchemaTransformer((schema, _, _) =>
        {
            // Members are never null: a member without a value is absent.
            schema.Type &= ~JsonSchemaType.Null;
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "TrackVia.ApiAccess: management of API access";
            document.Info.Version = "1";
            document.Info.Description = "For Super Admins who are signed in to the host. Refusals are problem details (RFC 9457) with a reason.";
            document.Servers = []; // The host may run anywhere.
            return Task.CompletedTask;
        });
    }
}
