using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace HostApp.Browser.Tests;

/// <summary>A reverse proxy that removes a prefix and reports it in <c>X-Forwarded-Prefix</c>.</summary>
internal sealed class StrippingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StrippingProxy(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<StrippingProxy> StartAsync(PathString prefix, Uri host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "host", ClusterId = "host", Match = new() { Path = prefix + "/{**rest}" } }
                .WithTransformPathRemovePrefix(prefix)
                .WithTransformXForwarded(xPrefix: ForwardedTransformActions.Off)
                .WithTransformRequestHeader("X-Forwarded-Prefix", prefix, append: false)],
            [new ClusterConfig { ClusterId = "host", Destinations = new Dictionary<string, DestinationConfig> { ["host"] = new() { Address = host.ToString() } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        return new StrippingProxy(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
