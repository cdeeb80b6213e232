using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Limits refused credentials by the client's address.</summary>
/// <remarks>
/// The scheme asks it where it challenges, so that it works whatever the order of the middleware: wherever a host refuses credentials, they have
/// been counted. Valid ones are never challenged and take no permit.
/// </remarks>
internal sealed class RefusedCredentialsLimiter(int permitLimit, TimeSpan window)
{
    private const int NetworkBytes = 8;

    // The framework's options have no place for it, and a global limiter would be asked in the middleware's order.
    private static readonly ConditionalWeakTable<RateLimiterOptions, RefusedCredentialsLimiter> Limiters = [];

    private readonly PartitionedRateLimiter<HttpContext> _refusals = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetFixedWindowLimiter(
        NetworkOf(context.Connection.RemoteIpAddress ?? IPAddress.None),
        _ => new FixedWindowRateLimiterOptions { PermitLimit = permitLimit, Window = window }));

    /// <summary>Gets the limiter of the request's host; <see langword="null"/> when it sets no limit.</summary>
    public static RefusedCredentialsLimiter? Of(HttpContext context) =>
        Limiters.TryGetValue(context.RequestServices.GetRequiredService<IOptions<RateLimiterOptions>>().Value, out var limiter) ? limiter : null;

    /// <summary>Makes this the limiter of a host, in place of an earlier one.</summary>
    public void AttachTo(RateLimiterOptions options) => Limiters.AddOrUpdate(options, this);

    /// <summary>Takes a permit for one refusal.</summary>
    public bool TryAcquire(HttpContext context, out TimeSpan retryAfter)
    {
        using var lease = _refusals.AttemptAcquire(context);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : window;
        return lease.IsAcquired;
    }

    /// <summary>A client that has an IPv6 address has a network of them: /64.</summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
