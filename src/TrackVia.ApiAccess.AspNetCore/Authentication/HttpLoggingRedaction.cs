using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Keeps credentials out of the framework's HTTP logging, whatever the host asks it to print (T38): by the names of their places, and by their shape in any other place (T53).</summary>
/// <remarks>Whether or not the scheme takes them from there: a client that sends them to the wrong place has sent them all the same.</remarks>
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
            // New secrets, and the API key.
            logContext.TryDisable(HttpLoggingFields.RequestBody);
            logContext.TryDisable(HttpLoggingFields.ResponseBody);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A redirect copies the address, and with it what stood in the query.</summary>
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

    /// <summary>Prints what the framework would print, without credentials; the framework does it itself where there are none.</summary>
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

    /// <summary>Whether a parameter is called like a credential: in any case, with any separators, with brackets as some frameworks add them.</summary>
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
