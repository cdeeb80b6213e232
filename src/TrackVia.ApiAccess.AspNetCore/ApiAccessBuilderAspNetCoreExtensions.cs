using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.AspNetCore.Credentials;
using TrackVia.ApiAccess.AspNetCore.Management;
using TrackVia.ApiAccess.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses what ASP.NET Core gives to API access.</summary>
public static class ApiAccessBuilderAspNetCoreExtensions
{
    /// <summary>Tells who asks: maps the signed-in principal to an <see cref="Actor"/>. Required by <c>MapApiAccess</c> (R4, R18).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="map">
    /// Gives the actor of a request whose user is signed in; <see langword="null"/> for a user who has no part in API access, which is answered
    /// with <c>403</c>. Called by many threads.
    /// </param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseActor(this ApiAccessBuilder builder, Func<HttpContext, Actor?> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return builder.UseActor(context => ValueTask.FromResult(map(context)));
    }

    /// <inheritdoc cref="UseActor(ApiAccessBuilder, Func{HttpContext, Actor})"/>
    public static ApiAccessBuilder UseActor(this ApiAccessBuilder builder, Func<HttpContext, ValueTask<Actor?>> map)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(map);
        builder.Services.Replace(ServiceDescriptor.Singleton(new ActorMapping(map)));
        builder.Services.AddDataProtection();
        builder.Services.TryAddSingleton<AntiforgeryGuard>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, MountingCheck>());
        return builder;
    }

    /// <summary>Protects the secrets that must be shown again by the host's Data Protection (R2, R14).</summary>
    /// <remarks>Keep its keys where they outlive the process, beside the store: losing them costs display, not service.</remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseDataProtection(this ApiAccessBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        return builder.UseSecretProtector<DataProtectionSecretProtector>();
    }
}
