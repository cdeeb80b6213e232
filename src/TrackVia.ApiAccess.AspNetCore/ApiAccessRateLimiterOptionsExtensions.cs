using Microsoft.AspNetCore.RateLimiting;
using TrackVia.ApiAccess.AspNetCore.Authentication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Limits what is refused.</summary>
public static class ApiAccessRateLimiterOptionsExtensions
{
    /// <summary>Limits refused API credentials by the client's address: beyond the limit the response is <c>429</c> with <c>Retry-After</c>. Valid credentials are never limited.</summary>
    /// <remarks>
    /// <para>
    /// A request counts when the scheme <c>ApiAccess</c> challenges it and it carries credentials of any shape: an <c>Authorization</c> of any scheme, or an API key or auth
    /// token wherever it may come, malformed, incomplete or unknown. A request without credentials does not count, nor does one that the store cannot judge.
    /// </para>
    /// <para>
    /// Call it within <c>AddRateLimiter</c>. The authentication scheme applies the limit, so the order of the middleware does not matter, and <c>UseRateLimiter</c> is needed only
    /// for other limits of the host. Behind a proxy, call <c>UseForwardedHeaders</c>. An IPv6 client counts by its /64 network. Each process counts for itself.
    /// </para>
    /// </remarks>
    /// <param name="options">The host's limits, as <c>AddRateLimiter</c> configures them.</param>
    /// <param name="permitLimit">The number of refusals that a client may cause within a window: 1 or more. Default: 60.</param>
    /// <param name="window">The window, longer than zero. Default: a minute.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is broken.</exception>
    public static RateLimiterOptions LimitRefusedCredentials(this RateLimiterOptions options, int permitLimit = 60, TimeSpan? window = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(permitLimit, 1);
        var period = window ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero, nameof(window));
        new RefusedCredentialsLimiter(permitLimit, period).AttachTo(options);
        return options;
    }
}
