using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace HostApp.Startup;

/// <summary>The only proxy, if any, whose headers about address, scheme, host and prefix are trusted: <c>HostApp:KnownProxy</c>.</summary>
internal static class KnownProxy
{
    public static void Trust(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        // The framework would trust every sender on loopback.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        if (configuration["HostApp:KnownProxy"] is { Length: > 0 } address)
        {
            options.ForwardedHeaders = ForwardedHeaders.All;
            options.KnownProxies.Add(IPAddress.Parse(address));
        }
    }
}
