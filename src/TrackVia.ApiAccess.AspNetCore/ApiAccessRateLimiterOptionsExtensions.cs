using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using TrackVia.ApiAccess.AspNetCore.Answers;
using TrackVia.ApiAccess.AspNetCore.Authentication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Limits what is refused.</summary>
public static class ApiAccessRateLimiterOptionsExtensions
{
    /// <summary>Limits refused API credentials by the client's address: more of them are answered with <c>429</c> and <c>Retry-After</c>, valid ones never.</summary>
    /// <remarks>
    /// Takes its place before a global limiter that is set already. Call <c>UseRateLimiter</c> before <c>UseAuthorization</c>, which answers refused credentials itself, and behind a
    /// proxy after <c>UseForwardedHeaders</c>. An IPv6 client counts by its /64 network. Each process counts for itself.
    /// </remarks>
    /// <param name="options">The host's limits.</param>
    /// <param name="permitLimit">How many refusals a client may earn in a window: 1 or more. Default: 60.</param>
    /// <param name="window">The window, longer than zero. Default: a minute.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is broken.</exception>
    public static RateLimiterOptions LimitRefusedCredentials(this RateLimiterOptions options, int permitLimit = 60, TimeSpan? window = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(permitLimit, 1);
        var period = window ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero, nameof(window));

        // First in the chain: a limiter after it is asked once, when the credentials are known to be good.
        var limiter = new RefusedCredentialsLimiter(permitLimit, period);
        options.GlobalLimiter = options.GlobalLimiter is { } other ? PartitionedRateLimiter.CreateChained(limiter, other) : limiter;

        var onRejected = options.OnRejected;
        options.OnRejected = async (context, cancellationToken) =>
        {
            if (context.Lease.TryGetMetadata(RefusedCredentialsLimiter.IsOfRefusedCredentials, out _))
            {
                await RefuseAsync(context).ConfigureAwait(false);
            }
            else if (onRejected is not null)
            {
                await onRejected(context, cancellationToken).ConfigureAwait(false);
            }
        };
        return options;
    }

    private static Task RefuseAsync(OnRejectedContext context)
    {
        const string description = "Too many requests with refused credentials came from this address. Wait, and send valid ones.";
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return new Problem(StatusCodes.Status429TooManyRequests, description) { Error = "too_many_requests", ErrorDescription = description }
            .ExecuteAsync(context.HttpContext);
    }
}
