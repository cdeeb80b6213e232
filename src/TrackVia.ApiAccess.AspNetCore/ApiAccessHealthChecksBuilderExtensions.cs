using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Health;
using TrackVia.ApiAccess.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check.</summary>
public static class ApiAccessHealthChecksBuilderExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // All registrations have this one delegate, which identifies them.
    private static readonly Func<IServiceProvider, IHealthCheck> Create = ActivatorUtilities.GetServiceOrCreateInstance<ApiAccessHealthCheck>;

    /// <summary>Adds a check of this node's validation, with the name <see cref="ApiAccessDefaults.HealthCheck"/>.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Degraded while the change feed is late, so that every validation queries the store.</item>
    /// <item>Degraded when the store went back in time, for example because a backup was restored: until this node is registered again, and for one hour
    /// after it detected that (<c>ApiAccessValidator.LastDiscontinuityAt</c>). The description says when that was.</item>
    /// <item>Unhealthy while the store does not respond.</item>
    /// </list>
    /// The check queries the store once, for at most 5 seconds. It needs <c>services.AddApiAccess()</c>. Calling the method again is safe: the last call with
    /// a name counts.
    /// </remarks>
    /// <param name="builder">The host's health checks.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddApiAccess(this IHealthChecksBuilder builder) => builder.AddApiAccess(ApiAccessDefaults.HealthCheck);

    /// <inheritdoc cref="AddApiAccess(IHealthChecksBuilder)"/>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">Tags, for hosts that filter by them.</param>
    public static IHealthChecksBuilder AddApiAccess(this IHealthChecksBuilder builder, string name, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        NodeService.AddTo(builder.Services);
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            foreach (var earlier in options.Registrations.Where(check => check.Name == name && check.Factory == Create).ToList())
            {
                options.Registrations.Remove(earlier);
            }

            options.Registrations.Add(new HealthCheckRegistration(name, Create, HealthStatus.Unhealthy, tags, Patience));
        });
        return builder;
    }
}
