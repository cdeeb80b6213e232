using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>Checks that all required services are registered, so that an incomplete host does not start.</summary>
internal sealed class ApiAccessRegistrationValidator(IServiceProvider services) : IValidateOptions<ApiAccessRegistration>
{
    public ValidateOptionsResult Validate(string? name, ApiAccessRegistration options)
    {
        var failures = new List<string>();
        if (!services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IUserDirectory)))
        {
            failures.Add("No IUserDirectory is registered, so nobody could be designated as an API User. Call services.AddApiAccess().UseUserDirectory<T>() with the host's own.");
        }

        var store = services.GetRequiredService<IApiAccessStore>();
        if (store is not InMemoryApiAccessStore && services.GetRequiredService<ISecretProtector>() is EphemeralSecretProtector)
        {
            failures.Add(
                $"The store {store.GetType().Name} outlives the process, but no ISecretProtector is registered, so the API key could not be shown after a restart. "
                + "Call UseDataProtection() of the package TrackVia.ApiAccess.AspNetCore, or UseSecretProtector<T>() with the host's own.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
