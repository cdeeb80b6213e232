using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>Reports at start what is missing. Never repeats a credential, not even a wrong one, which may be valid elsewhere.</summary>
internal sealed class ApiAccessClientOptionsValidator(string clientName) : IValidateOptions<ApiAccessClientOptions>
{
    public string ClientName => clientName;

    public ValidateOptionsResult Validate(string? name, ApiAccessClientOptions options)
    {
        if (name != clientName)
        {
            return ValidateOptionsResult.Skip;
        }

        (string Option, string? Fault)[] checks =
        [
            (nameof(options.BaseAddress), FaultOf(options.BaseAddress, options)),
            (nameof(options.ApiKey), CredentialText.ApiKey.FaultOf(options.ApiKey)),
            (nameof(options.AuthToken), CredentialText.AuthToken.FaultOf(options.AuthToken)),
        ];
        var found = checks.Where(option => option.Fault is not null).Select(option => $"{option.Option} of the client '{name}' {option.Fault}").ToArray();
        return found.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? FaultOf(Uri? address, ApiAccessClientOptions options) =>
        address is not { IsAbsoluteUri: true } ? "is not set, or not absolute. Set the address of the API, such as https://crm.example/."
        : Origin.IsSecure(address) || (address.Scheme == Uri.UriSchemeHttp && options.AllowInsecureHttp) ? null
        : address.Scheme is "https+http" or "http+https"
            ? options.UseServiceDiscovery ? null
            : $"is '{Origin.Of(address)}', the name of a service. Set UseServiceDiscovery, and add service discovery to the client."
        : $"is '{Origin.Of(address)}', and credentials are sent only by https, or by http to this machine. Set an address that begins with https://, or AllowInsecureHttp in a network that protects its traffic itself.";
}
