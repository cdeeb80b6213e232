using Microsoft.AspNetCore.RateLimiting;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Authentication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Limits of the framework's rate limiter for API credentials.</summary>
public static class ApiAccessRateLimiterOptionsExtensions
{
    /// <summary>Limits rejected API credentials by the client's network: beyond the limit the response is <c>429</c> with <c>Retry-After</c>. Valid credentials are never limited.</summary>
    /// <remarks>
    /// <para>
    /// A request counts when the scheme <c>ApiAccess</c> challenges it and it has credentials of any shape: an <c>Authorization</c> header of any scheme, or an API key or auth
    /// token in any place that the scheme reads, malformed, incomplete or unknown. A request without credentials does not count, nor does one that the store cannot judge.
    /// </para>
    /// <para>
    /// Call it within <c>AddRateLimiter</c>. The authentication scheme applies the limit, so the order of the middleware does not matter, and <c>UseRateLimiter</c> is needed only
    /// for other limits of the host. Behind a proxy, call <c>UseForwardedHeaders</c>. Clients count by <see cref="ClientNetwork"/>, in each process separately.
    /// </para>
    /// </remarks>
    /// <param name="options">The host's limits, from <c>AddRateLimiter</c>.</param>
    /// <returns>The options.</returns>
    public static RateLimiterOptions LimitRefusedCredentials(this RateLimiterOptions options) => options.LimitRefusedCredentials(_ => { });

    /// <inheritdoc cref="LimitRefusedCredentials(RateLimiterOptions)"/>
    /// <param name="options">The host's limits, from <c>AddRateLimiter</c>.</param>
    /// <param name="configure">Sets the options of the limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of bounds.</exception>
    public static RateLimiterOptions LimitRefusedCredentials(this RateLimiterOptions options, Action<RefusedCredentialsLimiterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        var limit = new RefusedCredentialsLimiterOptions();
        configure(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.PermitLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit.Window, TimeSpan.Zero);
        new RefusedCredentialsLimiter(limit.PermitLimit, limit.Window).AttachTo(options);
        return options;
    }
}
