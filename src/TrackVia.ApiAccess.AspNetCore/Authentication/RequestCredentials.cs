using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>
/// The two credentials of a request, before validation. Each is read from one of the places that the options allow (T6, T7).
/// </summary>
/// <remarks>No record: its <c>ToString</c> would print secrets.</remarks>
internal readonly struct RequestCredentials
{
    private const string Bearer = "Bearer";
    private const string TokenPrefix = "tvt_";

    // Far more than a credential's 53 characters: what is longer is not copied, and is malformed either way (T4).
    private const int MaxTokenLength = 256;

    private RequestCredentials(string? userKey, string? token, string? ambiguity, bool areInQuery)
    {
        UserKey = userKey;
        Token = token;
        Ambiguity = ambiguity;
        AreInQuery = areInQuery;
    }

    /// <summary>The API key; <see langword="null"/> when none came.</summary>
    public string? UserKey { get; }

    /// <summary>The auth token; <see langword="null"/> when none came, empty when what came is too long for one.</summary>
    public string? Token { get; }

    /// <summary>Gets a value indicating whether the token has the format of this scheme rather than of another.</summary>
    public bool CarryOurToken => Token?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    /// <summary>
    /// Gets the credential that the request has more than once, with the remedy; <see langword="null"/> if it has none twice.
    /// </summary>
    public string? Ambiguity { get; }

    /// <summary>Gets a value indicating whether the query has a credential that the options allow there.</summary>
    public bool AreInQuery { get; }

    /// <summary>Reads them where no handler has its options at hand.</summary>
    public static RequestCredentials Read(HttpContext context) => Read(
        context.Request,
        context.RequestServices.GetRequiredService<IOptionsMonitor<ApiAccessAuthenticationOptions>>().Get(ApiAccessDefaults.AuthenticationScheme));

    /// <summary>Whether the request carries credentials at all: of whatever shape or scheme, complete or not, and in places that the options do not allow too.</summary>
    public static bool AreIn(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        || request.Headers.ContainsKey(CredentialNames.UserKey)
        || request.Headers.ContainsKey(CredentialNames.UserKeyAlias)
        || request.Query.ContainsKey(CredentialNames.UserKey)
        || request.Query.ContainsKey(CredentialNames.AccessToken);

    public static RequestCredentials Read(HttpRequest request, ApiAccessAuthenticationOptions options)
    {
        var headers = request.Headers;
        var authorization = headers.Authorization;
        var userKeyInQuery = options.AllowUserKeyInQuery ? request.Query[CredentialNames.UserKey] : StringValues.Empty;
        var tokenInQuery = options.AllowAccessTokenInQuery ? request.Query[CredentialNames.AccessToken] : StringValues.Empty;

        var userKey = new Single();
        userKey.Add(headers[CredentialNames.UserKey]);
        userKey.Add(options.AllowUserKeyAlias ? headers[CredentialNames.UserKeyAlias] : StringValues.Empty);
        userKey.Add(userKeyInQuery);

        var token = new Single();
        token.Add(BearerOf(authorization));
        token.Add(tokenInQuery);

        var ambiguity =
            userKey.IsAmbiguous ? "The request carries more than one user_key. Send one, once, in one place."
            : token.IsAmbiguous || authorization.Count > 1 ? "The request carries more than one Authorization or auth token. Send one, once, in one place."
            : null;
        return new RequestCredentials(userKey.Value, token.Value, ambiguity, userKeyInQuery.Count + tokenInQuery.Count > 0);
    }

    /// <summary>
    /// Returns the text after the scheme name, which is case-insensitive (RFC 9110 section 11.1); none for another scheme.
    /// </summary>
    private static StringValues BearerOf(StringValues authorization)
    {
        if (authorization.Count != 1
            || authorization[0] is not { } header
            || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || (header.Length > Bearer.Length && header[Bearer.Length] != ' '))
        {
            return StringValues.Empty;
        }

        var token = header.AsSpan(Bearer.Length).Trim(' ');
        return token.Length > MaxTokenLength ? "" : token.ToString();
    }

    /// <summary>A value that may come once. A comma joins two, as proxies do with doubled headers.</summary>
    private struct Single
    {
        public string? Value { get; private set; }

        public bool IsAmbiguous { get; private set; }

        public void Add(StringValues values)
        {
            if (values.Count > 0)
            {
                IsAmbiguous |= Value is not null || values.Count > 1 || values[0]!.Contains(',');
                Value = values[0];
            }
        }
    }
}
