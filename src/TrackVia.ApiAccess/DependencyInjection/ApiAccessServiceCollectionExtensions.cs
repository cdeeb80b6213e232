using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Storage.InMemory;
using TrackVia.ApiAccess.Validation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers API access.</summary>
public static class ApiAccessServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ApiAccessManager"/> and <see cref="ApiAccessValidator"/> as singletons, over the in-memory store until a <c>Use…</c> names another.</summary>
    /// <remarks>Calling it again is safe: nothing is added twice, and all given options apply. A host's own <see cref="TimeProvider"/> gives the time.</remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, if any.</param>
    /// <returns>The builder, to choose the user directory, the store and the rest.</returns>
    public static ApiAccessBuilder AddApiAccess(this IServiceCollection services, Action<ApiAccessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiAccessOptions>, ApiAccessOptionsValidator>());
        services.AddOptions<ApiAccessOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClock>(provider => provider.GetRequiredService<TimeProvider>().ToClock());
        services.TryAddSingleton<IApiAccessStore, InMemoryApiAccessStore>();
        services.TryAddSingleton<ISecretProtector, EphemeralSecretProtector>();
        services.TryAddSingleton<ApiAccessManager>();
        services.TryAddSingleton<ApiAccessValidator>();
        return new ApiAccessBuilder(services);
    }
}
