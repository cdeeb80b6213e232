using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Limits rejected credentials by the client's network.</summary>
/// <remarks>
/// The scheme applies the limit when it challenges, so the order of the middleware does not matter: rejected credentials are always counted.
/// Valid ones are never challenged and take no permit.
/// </remarks>
internal sealed class RefusedCredentialsLimiter(int permitLimit, TimeSpan window)
{
    // The framework's options have no place for it, and a global limiter would run in the middleware's order.
    private static readonly ConditionalWeakTable<RateLimiterOptions, RefusedCredentialsLimiter> Limiters = [];

    private readonly PartitionedRateLimiter<HttpContext> _refusals = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetFixedWindowLimiter(
        ClientNetwork.Of(context.Connection.RemoteIpAddress),
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
}
