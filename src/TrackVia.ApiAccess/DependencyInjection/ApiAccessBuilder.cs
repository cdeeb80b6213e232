using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>Chooses what API access is built from. What is chosen last counts.</summary>
public sealed class ApiAccessBuilder
{
    internal ApiAccessBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services, for packages that extend the builder.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps accounts in a store of the host's own; without a call, in this process's memory.</summary>
    /// <typeparam name="TStore">The store; a singleton. One that needs a scope takes <see cref="IServiceScopeFactory"/>.</typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IApiAccessStore => Use<IApiAccessStore, TStore>();

    /// <summary>Keeps accounts in a store of the host's own; without a call, in this process's memory.</summary>
    /// <param name="factory">Makes the store, once.</param>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseStore(Func<IServiceProvider, IApiAccessStore> factory) => Use(factory);

    /// <summary>Names the host's user directory. Required (R4).</summary>
    /// <typeparam name="TDirectory">The directory; a singleton. One that needs a scope takes <see cref="IServiceScopeFactory"/>.</typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseUserDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDirectory>()
        where TDirectory : class, IUserDirectory => Use<IUserDirectory, TDirectory>();

    /// <summary>Names what protects secrets that must be shown again. Required for a store that outlives the process (R2).</summary>
    /// <typeparam name="TProtector">The protector; a singleton.</typeparam>
    /// <returns>This builder.</returns>
    public ApiAccessBuilder UseSecretProtector<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProtector>()
        where TProtector : class, ISecretProtector => Use<ISecretProtector, TProtector>();

    private ApiAccessBuilder Use<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>()
        where TService : class
        where TImplementation : class, TService
    {
        Services.Replace(ServiceDescriptor.Singleton<TService, TImplementation>());
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
