using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TrackVia.ApiAccess.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Describes the credentials in a host's OpenAPI document.</summary>
public static class ApiAccessOpenApiOptionsExtensions
{
    private const string UserKey = "ApiAccessUserKey";
    private const string AuthToken = "ApiAccessToken";

    /// <summary>Lists the API key and the auth token as security schemes, required together, on exactly the endpoints that accept them (R3).</summary>
    /// <remarks>
    /// For an endpoint that also accepts other credentials, the requirement is an alternative to those that the host describes. A document without
    /// endpoints that accept API credentials gets no security scheme.
    /// </remarks>
    /// <param name="options">The document's options, from <c>AddOpenApi</c>.</param>
    /// <returns>The options.</returns>
    public static OpenApiOptions AddApiAccess(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddOperationTransformer(async (operation, context, _) =>
        {
            if (context.Document is { } document
                && await ApiAccessEndpoints.AcceptCredentialsAsync(context.Description.ActionDescriptor.EndpointMetadata, context.ApplicationServices)
                    .ConfigureAwait(false))
            {
                Require(operation, document);
            }
        });
    }

    private static void Require(OpenApiOperation operation, OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[UserKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "user_key",
            Description = "The account's API key. It authorizes nothing without an auth token.",
        };
        document.Components.SecuritySchemes[AuthToken] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An auth token of the account.",
        };

        // Two schemes in one requirement are required together; each further requirement is an alternative.
        operation.Security ??= [];
        operation.Security.Add(new()
        {
            [new OpenApiSecuritySchemeReference(UserKey, document)] = [],
            [new OpenApiSecuritySchemeReference(AuthToken, document)] = [],
        });
    }
}
