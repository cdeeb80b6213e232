using Microsoft.OpenApi;
using TrackVia.ApiAccess.Tests;

namespace HostApp.Tests;

/// <summary>The OpenAPI document of the management calls, as the sample serves it and as <c>docs/openapi.json</c> shows it.</summary>
[Collection(SharedHostCollection.Name)]
public sealed class ManagementApiTests(SharedHost shared)
{
    [Fact]
    public async Task The_document_in_docs_is_the_one_that_is_served()
    {
        var served = await ReadAsync() + "\n";

        FreshText.IsFresh(Repository.PathOf("docs/openapi.json"), _ => served);
    }

    [Fact]
    public async Task The_document_is_valid_and_has_every_call()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(await ReadAsync(), OpenApiConstants.Json);

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(
            [
                "DELETE tokens/{id}",
                "GET antiforgery",
                "GET api-key",
                "GET history",
                "GET tokens",
                "GET users",
                "POST api-key",
                "POST tokens",
                "POST tokens/{id}/deactivate",
                "POST tokens/{id}/resume",
                "POST tokens/{id}/reveal",
                "PUT users/{userId}",
            ],
            from path in document!.Paths
            from operation in path.Value.Operations!
            select $"{operation.Key} {path.Key.Replace("/account/api-access/", "", StringComparison.Ordinal)}" into call
            orderby call
            select call);
    }

    [Fact]
    public async Task T25_Every_revocation_can_be_fenced_and_the_document_says_so()
    {
        var (document, _) = OpenApiDocument.Parse(await ReadAsync(), OpenApiConstants.Json);

        Assert.Equal(
            ["DELETE /account/api-access/tokens/{id}", "POST /account/api-access/tokens/{id}/deactivate", "PUT /account/api-access/users/{userId}"],
            from path in document!.Paths
            from operation in path.Value.Operations!
            where operation.Value.Parameters?.Any(parameter => parameter is { Name: "fence", In: ParameterLocation.Query }) == true
            select $"{operation.Key} {path.Key}" into call
            orderby call
            select call);
    }

    private Task<string> ReadAsync() => shared.Host.Client.GetStringAsync("docs/api-access.json");
}
