using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>Tells at start what is missing. Never repeats a credential, not even a wrong one: it may be right elsewhere.</summary>
internal sealed partial class ApiAccessClientOptionsValidator(string clientName) : IValidateOptions<ApiAccessClientOptions>
{
    public string ClientName => clientName;

    public ValidateOptionsResult Validate(string? name, ApiAccessClientOptions options)
    {
        if (name != clientName)
        {
            return ValidateOptionsResult.Skip;
        }

        string?[] failures =
        [
            FaultOf(options.Address) is { } fault ? $"Address of the client '{name}' {fault}" : null,
            ApiKey().IsMatch(options.ApiKey ?? "") ? null : $"ApiKey of the client '{name}' is no API key. {Shape("tvk_")}",
            AuthToken().IsMatch(options.AuthToken ?? "") ? null : $"AuthToken of the client '{name}' is no auth token. {Shape("tvt_")}",
        ];
        var found = failures.OfType<string>().ToArray();
        return found.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? FaultOf(Uri? address) =>
        address is not { IsAbsoluteUri: true } ? "is not set, or not absolute. Set the address of the API, as https://crm.example/."
        : address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback) ? null
        : $"is '{address.GetLeftPart(UriPartial.Authority)}', and credentials go by https alone; by http to this machine. Set an address that begins with https://.";

    private static string Shape(string prefix) =>
        $"Set the text that the API Access page shows: 53 letters and digits that begin with {prefix}. Keep it out of files that are committed.";

    [GeneratedRegex(@"\Atvk_[0-9A-Za-z]{49}\z")]
    private static partial Regex ApiKey();

    [GeneratedRegex(@"\Atvt_[0-9A-Za-z]{49}\z")]
    private static partial Regex AuthToken();
}
