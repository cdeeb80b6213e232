using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers API access.</summary>
public static class ApiAccessServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ApiAccessManager"/> and <see cref="ApiAccessValidator"/> as singletons, over the in-memory store until a <c>Use…</c> names another.</summary>
    /// <remarks>
    /// Calling it again is safe: nothing is added twice, and all given options apply. A host's own <see cref="TimeProvider"/> gives the time.
    /// <c>services.Configure&lt;ApiAccessOptions&gt;(section)</c> binds the options to configuration.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, if any.</param>
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
        services.TryAddSingleton<LocalCommitNotifier>();
        services.TryAddSingleton<StoreContinuity>();
        services.TryAddSingleton(provider => new ApiAccessInstruments(
            provider.GetService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new HostCallbacks(
            provider.GetRequiredService<TimeProvider>(), Options(provider).HostCallbackTimeout, Logger<ApiAccessManager>(provider)));
        services.TryAddSingleton(CreateManager);
        services.TryAddSingleton(CreateUses);
        services.TryAddSingleton(CreateSnapshots);
        services.TryAddSingleton(CreateValidator);
        services.TryAddSingleton(CreateNode);
        services.TryAddSingleton(provider => new ApiAccessRecovery(
            Store(provider), provider.GetRequiredService<ApiAccessManager>(), provider.GetRequiredService<IClock>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<SnapshotValidation>().Connections);
        return new ApiAccessBuilder(services);
    }

    private static ApiAccessManager CreateManager(IServiceProvider services) => new(
        Store(services),
        services.GetRequiredService<StoreContinuity>(),
        services.GetRequiredService<LocalCommitNotifier>(),
        services.GetRequiredService<ISecretProtector>(),
        services.GetRequiredService<IUserDirectory>(),
        services.GetRequiredService<HostCallbacks>(),
        services.GetRequiredService<IClock>(),
        services.GetRequiredService<TimeProvider>(),
        Options(services),
        services.GetRequiredService<ApiAccessInstruments>(),
        Logger<ApiAccessManager>(services));

    private static TokenUsageRecorder CreateUses(IServiceProvider services) => new(
        Store(services).Usage!,
        Options(services).TokenUsageFlushInterval,
        services.GetRequiredService<TimeProvider>(),
        Logger<ApiAccessValidator>(services));

    private static TokenUsageRecorder? Uses(IServiceProvider services) =>
        services.GetRequiredService<IApiAccessStore>().Usage is null ? null : services.GetRequiredService<TokenUsageRecorder>();

    private static SnapshotValidation CreateSnapshots(IServiceProvider services) => new(
        Store(services),
        services.GetRequiredService<StoreContinuity>(),
        services.GetRequiredService<LocalCommitNotifier>(),
        Uses(services),
        services.GetRequiredService<IClock>(),
        services.GetRequiredService<TimeProvider>(),
        Options(services),
        services.GetRequiredService<ApiAccessInstruments>(),
        Logger<ApiAccessValidator>(services));

    private static ApiAccessValidator CreateValidator(IServiceProvider services)
    {
        var options = Options(services);
        return new(
            Store(services),
            options.UseSnapshots ? services.GetRequiredService<SnapshotValidation>() : null,
            Uses(services),
            services.GetRequiredService<IClock>(),
            services.GetRequiredService<TimeProvider>(),
            options.MaxWaitingValidations,
            services.GetRequiredService<ApiAccessInstruments>(),
            Logger<ApiAccessValidator>(services));
    }

    // Whatever the store, the library keeps out of the callers' ambient transactions.
    private static OutsideTransactionStore Store(IServiceProvider services) =>
        new OutsideTransactionStore(services.GetRequiredService<IApiAccessStore>());

    private static ApiAccessNode CreateNode(IServiceProvider services)
    {
        var store = Store(services);
        var options = Options(services);
        var time = services.GetRequiredService<TimeProvider>();
        var clock = services.GetRequiredService<IClock>();
        var logger = Logger<ApiAccessNode>(services);
        var queue = new StoreQueue(ApiAccessValidator.Patience);
        var committer = new ChangeCommitter(
            store, queue, services.GetRequiredService<LocalCommitNotifier>(), time, options, services.GetRequiredService<ApiAccessInstruments>(), logger);
        return new(
            store,
            services.GetRequiredService<SnapshotValidation>(),
            Uses(services),
            options,
            new DeadNodes(store, committer, new Fence(store, services.GetRequiredService<StoreContinuity>(), queue, time, options, logger), clock, options, logger),
            time,
            logger);
    }

    private static ApiAccessOptions Options(IServiceProvider services)
    {
        // Where no host validates at start, the first use does.
        _ = services.GetRequiredService<IOptions<ApiAccessRegistration>>().Value;
        return services.GetRequiredService<IOptions<ApiAccessOptions>>().Value;
    }

    private static ILogger Logger<T>(IServiceProvider services) => services.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;
}
