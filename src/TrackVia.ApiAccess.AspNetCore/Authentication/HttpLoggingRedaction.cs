using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Keeps credentials out of the framework's HTTP logging, even where the host asks for their headers or for the query (T38).</summary>
/// <remarks>Whether or not the scheme takes them from there: a client that sends them to the wrong place has sent them all the same.</remarks>
internal sealed class HttpLoggingRedaction : IHttpLoggingInterceptor, IPostConfigureOptions<HttpLoggingOptions>
{
    private const string Redacted = "[Redacted]";

    private static readonly string[] Headers = [HeaderNames.Authorization, CredentialNames.UserKey, CredentialNames.UserKeyAlias];
    private static readonly string[] QueryParameters = [CredentialNames.UserKey, CredentialNames.UserKeyAlias, CredentialNames.AccessToken];

    /// <summary>A header that is not listed is printed as redacted.</summary>
    public void PostConfigure(string? name, HttpLoggingOptions options) => options.RequestHeaders.ExceptWith(Headers);

    public ValueTask OnRequestAsync(HttpLoggingInterceptorContext logContext)
    {
        var query = logContext.HttpContext.Request.Query;
        if (query.Keys.Any(IsCredential) && logContext.TryDisable(HttpLoggingFields.RequestQuery))
        {
            var redacted =
                from parameter in query
                from value in parameter.Value
                select KeyValuePair.Create(parameter.Key, IsCredential(parameter.Key) ? Redacted : value);
            logContext.AddParameter(nameof(logContext.HttpContext.Request.QueryString), QueryHelpers.AddQueryString("", redacted));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnResponseAsync(HttpLoggingInterceptorContext logContext) => ValueTask.CompletedTask;

    private static bool IsCredential(string parameter) => QueryParameters.Contains(parameter, StringComparer.OrdinalIgnoreCase);
}
