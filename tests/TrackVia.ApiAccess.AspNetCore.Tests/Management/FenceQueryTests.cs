using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

/// <summary>T25: <c>?fence=true</c> over HTTP. The sites are nodes of one store.</summary>
public class FenceQueryTests
{
    private const string User = "integration@acme";

    [Fact]
    public async Task A_fenced_revocation_reports_which_nodes_reject_the_token()
    {
        await using var site = await TestSite.StartAsync(options: options => options.NodeName = "web-1");
        var client = await site.NewApiClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);

        var answer = await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate?fence=true");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("deactivated", answer.Json.GetProperty("state").GetString());
        var fence = answer.Json.GetProperty("fence");
        Assert.True(fence.GetProperty("isComplete").GetBoolean());
        Assert.StartsWith("web-1.", Assert.Single(fence.GetProperty("confirmed").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
    }

    [Fact]
    public async Task A_fenced_deletion_and_a_fenced_change_of_a_user_report_it_too()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");

        var deleted = await client.Admin.DeleteAsync($"tokens/{client.TokenId}?fence=true");
        var disabled = await client.Admin.PutAsync($"users/{User}?fence=true", """{"isEnabled":false}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (deleted.Status, disabled.Status));
        Assert.True(deleted.Json.GetProperty("fence").GetProperty("isComplete").GetBoolean());
        Assert.True(disabled.Json.GetProperty("fence").GetProperty("isComplete").GetBoolean());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?fence=false")]
    public async Task Without_a_fence_the_result_contains_none(string query)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var deactivated = await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate{query}");

        Assert.False(deactivated.Json.TryGetProperty("fence", out _));
        Assert.Equal(HttpStatusCode.NoContent, (await client.Admin.DeleteAsync($"tokens/{client.TokenId}{query}")).Status);
    }

    [Theory]
    [InlineData("?fence=yes")]
    [InlineData("?fence=")]
    [InlineData("?fence=true&fence=false")]
    public async Task A_fence_that_cannot_be_read_is_400_and_nothing_is_revoked(string query)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["fence"], answer.Fields);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }
}
