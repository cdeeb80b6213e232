using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using TrackVia.ApiAccess.AspNetCore;

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
            ClientNetwork.Of(context.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
    }
}
