using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace HostApp.Sessions;

/// <summary>Bounds how often one client may try to sign in: a comparison of passwords is costly on purpose.</summary>
internal static class SignInLimit
{
    public const string Policy = "sign-in";
    private const int DefaultPerMinute = 120;

    public static void AddSignInLimit(this RateLimiterOptions options, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("HostApp:SignInsPerMinute", DefaultPerMinute);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
            ClientOf(context.Connection.RemoteIpAddress ?? IPAddress.None),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
    }

    /// <summary>An IPv6 client has a network of 2^64 addresses to itself, and counts by it.</summary>
    private static IPAddress ClientOf(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bytes.Length / 2).Clear();
        return new IPAddress(bytes);
    }
}
