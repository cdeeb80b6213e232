using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Limits refused credentials by the client's address. Valid ones take no permit, wherever they come from.</summary>
/// <remarks>The credentials are validated first; the handler keeps the result, so that the endpoint's own authentication costs nothing more.</remarks>
internal sealed class RefusedCredentialsLimiter(int permitLimit, TimeSpan window) : PartitionedRateLimiter<HttpContext>
{
    /// <summary>What a lease says that was refused here, and not by a limiter of the host's.</summary>
    public static readonly MetadataName<bool> IsOfRefusedCredentials = new("TrackVia.ApiAccess.RefusedCredentials");

    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<HttpContext> _refusals = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetFixedWindowLimiter(
        NetworkOf(context.Connection.RemoteIpAddress ?? IPAddress.None),
        _ => new FixedWindowRateLimiterOptions { PermitLimit = permitLimit, Window = window }));

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => _refusals.GetStatistics(resource);

    /// <summary>Whether credentials are refused cannot be told at once: the middleware asks again, and waits.</summary>
    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => CarriesToken(resource) ? Lease.Undecided : Lease.Granted;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        if (!CarriesToken(resource)
            || !ApiAccessAuthenticationHandler.IsRefusal(await resource.AuthenticateAsync(ApiAccessDefaults.AuthenticationScheme).ConfigureAwait(false)))
        {
            return Lease.Granted;
        }

        using var lease = await _refusals.AcquireAsync(resource, permitCount, cancellationToken).ConfigureAwait(false);
        return lease.IsAcquired ? Lease.Granted : new Lease(isAcquired: false, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : window);
    }

    protected override void Dispose(bool disposing)
    {
        _refusals.Dispose();
        base.Dispose(disposing);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await _refusals.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsyncCore().ConfigureAwait(false);
    }

    private static bool CarriesToken(HttpContext context) => RequestCredentials.Read(context).CarryOurToken;

    /// <summary>Who has an IPv6 address has a network of them: /64.</summary>
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

    private sealed class Lease(bool isAcquired, TimeSpan? retryAfter = null) : RateLimitLease
    {
        public static Lease Granted { get; } = new(isAcquired: true);

        public static Lease Undecided { get; } = new(isAcquired: false);

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [IsOfRefusedCredentials.Name, MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = retryAfter is null ? null
                : metadataName == IsOfRefusedCredentials.Name ? true
                : metadataName == MetadataName.RetryAfter.Name ? retryAfter.Value
                : null;
            return metadata is not null;
        }
    }
}
