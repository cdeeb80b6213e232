using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Connections;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>R33: how an endpoint opts in.</summary>
public sealed class ConventionTests
{
    [Fact]
    public async Task R33_A_host_that_has_not_registered_the_scheme_does_not_start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApiAccess().UseUserDirectory<TestUsers>().UseCurrentUser(TestUsers.Current);
        builder.Services.AddDataProtectionForTests();
        await using var app = builder.Build();
        app.MapGet("/events", () => "").CloseWhenTokenEnds();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("/events", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddAuthentication().AddApiAccess()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R33_A_group_opts_in_for_its_endpoints()
    {
        await using var app = WithScheme();
        app.MapGroup("/live").CloseWhenTokenEnds().MapGet("/events", () => "");

        Assert.All(app.Services.GetRequiredService<EndpointDataSource>().Endpoints, endpoint =>
            Assert.IsType<TokenBoundEndpoint>(endpoint.RequestDelegate!.Target));
    }

    [Fact]
    public async Task R33_To_opt_in_twice_is_to_opt_in_once()
    {
        await using var app = WithScheme();
        var endpoint = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/events"), 0) { ApplicationServices = app.Services };

        TokenBoundEndpoint.Wrap(endpoint);
        var once = endpoint.RequestDelegate;
        TokenBoundEndpoint.Wrap(endpoint);

        Assert.Same(once, endpoint.RequestDelegate);
    }

    [Fact]
    public async Task R25_R33_While_the_feed_cannot_be_read_the_answer_is_503()
    {
        await using var site = await TestSite.StartAsync(map: app =>
        {
            app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            app.MapGet("/events", () => "open").RequireAuthorization(TestSite.ApiUsers).CloseWhenTokenEnds();
        });
        var client = await site.NewApiClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync("/events")).Status);

        site.Store.FeedFailure = new StoreUnavailableException();
        site.Clock.Advance(Duration.FromMinutes(1));

        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.CallAsync("/events")).Status);
    }

    private static WebApplication WithScheme()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddAuthentication().AddApiAccess();
        return builder.Build();
    }
}
