using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Configures the parts of API access. The last choice for a part applies.</summary>
public sealed class ApiAccessBuilder
{
    internal ApiAccessBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services, for packages that extend the builder.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Stores accounts in a store of the host; without this call, accounts are stored in this process's memory.</summary>
    /// <remarks>
    /// A store exists as long as the process. If a constructor needs a scoped service, such as a <c>DbContext</c>, the host's start fails
    /// with an <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <typeparam name="TStore">
    /// The store, a singleton. A store that needs a scope takes an <see cref="IServiceScopeFactory"/>.
    /// </typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IApiAccessStore => Use<IApiAccessStore>(MakeStore<TStore>);

    /// <summary>Stores accounts in a store of the host; without this call, accounts are stored in this process's memory.</summary>
    /// <param name="factory">Creates the store, once.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseStore(Func<IServiceProvider, IApiAccessStore> factory) => Use(factory);

    /// <summary>Stores accounts in a given store; without this call, accounts are stored in this process's memory.</summary>
    /// <param name="store">The store. The caller disposes it, after the service provider.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseStore(IApiAccessStore store) => UseInstance(store);

    /// <summary>Sets the type of the host's user directory. Required (R4).</summary>
    /// <remarks>
    /// One instance serves all calls. If a constructor needs a scoped service, such as a <c>DbContext</c>, or if the host registered
    /// <typeparamref name="TDirectory"/> as scoped or transient, each call has a scope and an instance of its own.
    /// </remarks>
    /// <typeparam name="TDirectory">The directory, created once, or once for each call.</typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseUserDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDirectory>()
        where TDirectory : class, IUserDirectory => Use<IUserDirectory, TDirectory>(scopes => new ScopedUserDirectory<TDirectory>(scopes));

    /// <summary>Sets the host's user directory. Required (R4).</summary>
    /// <param name="factory">Creates the directory, once; one instance serves all calls.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseUserDirectory(Func<IServiceProvider, IUserDirectory> factory) => Use(factory);

    /// <summary>Sets the host's user directory. Required (R4).</summary>
    /// <param name="directory">The directory, which serves all calls. The caller disposes it, after the service provider.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseUserDirectory(IUserDirectory directory) => UseInstance(directory);

    /// <summary>
    /// Sets the type of the protector of secrets that must be shown again. Required for a store that outlives the process (R2).
    /// </summary>
    /// <remarks>
    /// One instance serves all calls, or each call has a scope and an instance of its own, as for
    /// <see cref="UseUserDirectory{TDirectory}()"/>.
    /// </remarks>
    /// <typeparam name="TProtector">The protector, created once, or once for each call.</typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseSecretProtector<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProtector>()
        where TProtector : class, ISecretProtector => Use<ISecretProtector, TProtector>(scopes => new ScopedSecretProtector<TProtector>(scopes));

    /// <summary>Sets the protector of secrets that must be shown again. Required for a store that outlives the process (R2).</summary>
    /// <param name="factory">Creates the protector, once; one instance serves all calls.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseSecretProtector(Func<IServiceProvider, ISecretProtector> factory) => Use(factory);

    /// <summary>Sets the protector of secrets that must be shown again. Required for a store that outlives the process (R2).</summary>
    /// <param name="protector">The protector, which serves all calls. The caller disposes it, after the service provider.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseSecretProtector(ISecretProtector protector) => UseInstance(protector);

    private TStore MakeStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(IServiceProvider provider)
        where TStore : class, IApiAccessStore => ScopedNeeds.Find(Services, typeof(TStore)) is { } scoped
            ? throw new InvalidOperationException(
                $"The store {typeof(TStore).Name} needs {scoped.Name}, which is registered as scoped, and a store serves all threads for as long as the process lives. "
                + "Let its constructor take IServiceScopeFactory, or IDbContextFactory<T> for a DbContext, and make a scope or a context for each call.")
            : ActivatorUtilities.CreateInstance<TStore>(provider);

    /// <summary>Chooses the implementation when the container creates it: by then all services are registered.</summary>
    private ApiAccessBuilder Use<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        Func<IServiceScopeFactory, TService> inScopes)
        where TService : class
        where TImplementation : class, TService => Use(provider => ScopedNeeds.Exist(Services, typeof(TImplementation))
            ? inScopes(provider.GetRequiredService<IServiceScopeFactory>())
            : ActivatorUtilities.CreateInstance<TImplementation>(provider));

    // The container does not dispose an instance that it did not create.
    private ApiAccessBuilder UseInstance<TService>(TService instance)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(instance);
        Services.Replace(ServiceDescriptor.Singleton(instance));
        return this;
    }

    private ApiAccessBuilder Use<TService>(Func<IServiceProvider, TService> factory)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.Replace(ServiceDescriptor.Singleton(factory));
        return this;
    }
}
