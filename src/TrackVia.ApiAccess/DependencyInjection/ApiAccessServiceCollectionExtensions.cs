using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management.Callbacks;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers API access.</summary>
public static class ApiAccessServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ApiAccessManager"/> and <see cref="ApiAccessValidator"/> as singletons. They use the in-memory store unless a
    /// <c>Use…</c> method sets another.
    /// </summary>
    /// <remarks>
    /// Calling it again is safe: nothing is added twice, and all given options apply. A <see cref="TimeProvider"/> that the host
    /// registers is used as the clock. <c>services.Configure&lt;ApiAccessOptions&gt;(section)</c> binds the options to configuration.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; <see langword="null"/> for the defaults.</param>
    /// <returns>The builder, to choose the user directory, the store and the rest.</returns>
    public static ApiAccessBuilder AddApiAccess(this IServiceCollection services, Action<ApiAccessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiAccessOptions>, ApiAccessOptionsValidator>());
        services.AddOptions<ApiAccessOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiAccessRegistration>, ApiAccessRegistrationValidator>());
        services.AddOptions<ApiAccessRegistration>().ValidateOnStart();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClock>(provider =>
            provider.GetRequiredService<TimeProvider>() is var time && time == TimeProvider.System ? SystemClock.Instance : time.ToClock());
        services.TryAddSingleton<IApiAccessStore, InMemoryApiAccessStore>();
        services.TryAddSingleton<ISecretProtector, EphemeralSecretProtector>();
        services.TryAddSingleton<StoreContinuity>();
        services.TryAddSingleton(provider => new ApiAccessInstruments(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(provider => new HostCallbacks(
            provider.GetRequiredService<TimeProvider>(), Options(provider).HostCallbackTimeout, Loggers(provider).CreateLogger<ApiAccessManager>()));
        services.TryAddSingleton(Compose);
        services.TryAddSingleton(provider => Composition(provider).CreateManager(
            provider.GetRequiredService<ISecretProtector>(), provider.GetRequiredService<IUserDirectory>(), provider.GetRequiredService<HostCallbacks>()));
        services.TryAddSingleton(provider => Composition(provider).Validator);
        services.TryAddSingleton(provider => Composition(provider).UserAccess);
        services.TryAddSingleton(provider => Composition(provider).Node);
        services.TryAddSingleton(provider => Composition(provider).Snapshots.Connections);
        services.TryAddSingleton(provider => new ApiAccessRecovery(
            Store(provider), provider.GetRequiredService<ApiAccessManager>(), provider.GetRequiredService<IClock>()));
        return new ApiAccessBuilder(services);
    }

    private static NodeComposition Compose(IServiceProvider services) => new(new NodeServices
    {
        Store = Store(services),
        Options = Options(services),
        Clock = services.GetRequiredService<IClock>(),
        TimeProvider = services.GetRequiredService<TimeProvider>(),
        Continuity = services.GetRequiredService<StoreContinuity>(),
        Instruments = services.GetRequiredService<ApiAccessInstruments>(),
        LoggerFactory = Loggers(services),
    });

    private static NodeComposition Composition(IServiceProvider services) => services.GetRequiredService<NodeComposition>();

    // Regardless of the store, the library stays out of the callers' ambient transactions.
    private static OutsideTransactionStore Store(IServiceProvider services) =>
        new(services.GetRequiredService<IApiAccessStore>());

    private static ApiAccessOptions Options(IServiceProvider services)
    {
        // If no host validates at start, the first use does.
        _ = services.GetRequiredService<IOptions<ApiAccessRegistration>>().Value;
        return services.GetRequiredService<IOptions<ApiAccessOptions>>().Value;
    }

    private static ILoggerFactory Loggers(IServiceProvider services) => services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
}
