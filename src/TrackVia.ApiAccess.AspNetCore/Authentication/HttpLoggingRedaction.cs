using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Removes credentials from the framework's HTTP logging, whatever the host configures it to print (T38): known headers and parameters by name, all others by the shape of a credential (T53).</summary>
/// <remarks>This includes places that the scheme does not read: a client may send its credentials in the wrong place.</remarks>
internal sealed class HttpLoggingRedaction(IOptionsMonitor<HttpLoggingOptions> options) : IHttpLoggingInterceptor
{
    private const string Redacted = "[Redacted]";

    private static readonly string[] Headers = [HeaderNames.Authorization, CredentialNames.UserKey, CredentialNames.UserKeyAlias];
    private static readonly string[] NamesOfCredentials = ["userkey", "accesstoken"];

    public ValueTask OnRequestAsync(HttpLoggingInterceptorContext logContext)
    {
        var request = logContext.HttpContext.Request;
        RedactPath(logContext, request);
        RedactQuery(logContext, request);
        RedactHeaders(logContext, HttpLoggingFields.RequestHeaders, request.Headers, options.CurrentValue.RequestHeaders);
        if (logContext.HttpContext.GetEndpoint() is { } endpoint && AuthorizationPolicyStartupFilter.IsMounted(endpoint.Metadata))
        {
            // The bodies contain new secrets and the API key.
            logContext.TryDisable(HttpLoggingFields.RequestBody);
            logContext.TryDisable(HttpLoggingFields.ResponseBody);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Redacts response headers, because a redirect copies the address with its query.</summary>
    public ValueTask OnResponseAsync(HttpLoggingInterceptorContext logContext)
    {
        RedactHeaders(logContext, HttpLoggingFields.ResponseHeaders, logContext.HttpContext.Response.Headers, options.CurrentValue.ResponseHeaders);
        return ValueTask.CompletedTask;
    }

    private static void RedactPath(HttpLoggingInterceptorContext logContext, HttpRequest request)
    {
        var (pathBase, path) = (request.PathBase.Value ?? "", request.Path.Value ?? "");
        if ((CredentialText.HasCredential(pathBase) || CredentialText.HasCredential(path)) && logContext.TryDisable(HttpLoggingFields.RequestPath))
        {
            logContext.AddParameter(nameof(request.PathBase), CredentialText.Redact(pathBase));
            logContext.AddParameter(nameof(request.Path), CredentialText.Redact(path));
        }
    }

    private static void RedactQuery(HttpLoggingInterceptorContext logContext, HttpRequest request)
    {
        var parameters = (
            from parameter in request.Query
            from value in parameter.Value
            select KeyValuePair.Create(parameter.Key, value)).ToList();
        var redacted = parameters.ConvertAll(parameter => KeyValuePair.Create(
            CredentialText.Redact(parameter.Key), NamesCredential(parameter.Key) ? Redacted : CredentialText.Redact(parameter.Value ?? "")));
        if (!redacted.SequenceEqual(parameters) && logContext.TryDisable(HttpLoggingFields.RequestQuery))
        {
            logContext.AddParameter(nameof(request.QueryString), QueryHelpers.AddQueryString("", redacted!));
        }
    }

    /// <summary>Prints the headers that the framework would print, without credentials. Where there are none, the framework prints them.</summary>
    private static void RedactHeaders(HttpLoggingInterceptorContext logContext, HttpLoggingFields field, IHeaderDictionary headers, ISet<string> printed)
    {
        if (!headers.Any(header => CredentialText.HasCredential(header.Key) || CredentialText.HasCredential(header.Value.ToString()))
            || !logContext.TryDisable(field))
        {
            return;
        }

        foreach (var (name, value) in headers)
        {
            logContext.AddParameter(CredentialText.Redact(name), printed.Contains(name) ? CredentialText.Redact(value.ToString()) : Redacted);
        }
    }

    /// <summary>Determines whether a parameter has the name of a credential, in any case, with any separators or brackets.</summary>
    private static bool NamesCredential(string parameter)
    {
        var letters = string.Concat(parameter.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant));
        return NamesOfCredentials.Any(name => letters.Contains(name, StringComparison.Ordinal));
    }

    /// <summary>A header that is not listed is printed as redacted.</summary>
    internal sealed class Unlisting : IPostConfigureOptions<HttpLoggingOptions>
    {
        public void PostConfigure(string? name, HttpLoggingOptions options) => options.RequestHeaders.ExceptWith(Headers);
    }
}
