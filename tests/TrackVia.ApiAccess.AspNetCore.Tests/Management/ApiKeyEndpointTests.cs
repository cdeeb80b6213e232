using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Credentials;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class ApiKeyEndpointTests
{
    [Fact] // R1, R2
    public async Task The_key_is_created_once_and_shown_again()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        var created = await admin.PostAsync("api-key");
        var shown = await admin.GetAsync("api-key");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Equal(created.Body, shown.Body);
        Assert.StartsWith("tvk_", shown.Json.GetProperty("apiKey").GetString(), StringComparison.Ordinal);
        Assert.Equal("2026-11-23T12:00:00Z", shown.Json.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task Before_it_is_created_the_key_is_404()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).GetAsync("api-key");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("apiKeyMissing", answer.Reason);
    }

    [Fact] // R1
    public async Task A_second_key_is_409()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.PostAsync("api-key");

        var answer = await admin.PostAsync("api-key");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("apiKeyExists", answer.Reason);
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact] // R2
    public async Task A_lost_protection_key_costs_display_and_not_service()
    {
        var keys = new ForgetfulProvider();
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.AddSingleton<IDataProtectionProvider>(keys));
        var client = await site.NewApiClientAsync();
        keys.Forget();

        var shown = await client.Admin.GetAsync("api-key");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, shown.Status);
        Assert.Equal("protectionKeyLost", shown.Reason);
        Assert.Contains("Restore", shown.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }
}
