using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>Finds scoped services that an implementation needs.</summary>
/// <remarks>
/// If a container does not validate scopes, as in Production, it resolves a scoped service of a singleton from its root: one instance for
/// all threads, for as long as the process runs. The services that a factory uses cannot be determined.
/// </remarks>
internal static class ScopedNeeds
{
    /// <summary>
    /// Determines whether an implementation must be created in a scope: the host registered it other than as a singleton, or it needs a
    /// scoped service.
    /// </summary>
    public static bool Exist(IServiceCollection services, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type implementation) =>
        services.LastOrDefault(service => service.ServiceType == implementation && !service.IsKeyedService) is { } registered
            ? registered.Lifetime is not ServiceLifetime.Singleton
            : Find(services, implementation) is not null;

    /// <summary>
    /// Finds a scoped service that the constructors require, directly or indirectly; <see langword="null"/> if there is none.
    /// </summary>
    public static Type? Find(IServiceCollection services, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type implementation) =>
        Find(services, implementation, []);

    private static Type? Find(
        IServiceCollection services, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type implementation, HashSet<Type> seen)
    {
        if (!seen.Add(implementation))
        {
            return null;
        }

        foreach (var parameter in implementation.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
        {
            foreach (var service in RegisteredFor(services, parameter))
            {
                var found = service.Lifetime switch
                {
                    ServiceLifetime.Scoped => service.ServiceType,
                    ServiceLifetime.Transient when ImplementationOf(service) is { } type => Find(services, type, seen),
                    _ => null,
                };
                if (found is not null)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>Returns the registrations that the container uses for a parameter: the last one, or all for a sequence.</summary>
    private static IEnumerable<ServiceDescriptor> RegisteredFor(IServiceCollection services, ParameterInfo parameter)
    {
        var (type, key) = (parameter.ParameterType, parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key);
        if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            return Of(type.GenericTypeArguments[0]).Concat(Of(DefinitionOf(type.GenericTypeArguments[0])));
        }

        return (Of(type).LastOrDefault() ?? Of(DefinitionOf(type)).LastOrDefault()) is { } last ? [last] : [];

        IEnumerable<ServiceDescriptor> Of(Type? serviceType) =>
            services.Where(service => service.ServiceType == serviceType && Equals(service.ServiceKey, key));
    }

    private static Type? DefinitionOf(Type type) => type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    private static Type? ImplementationOf(ServiceDescriptor service) =>
        service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType;
}
