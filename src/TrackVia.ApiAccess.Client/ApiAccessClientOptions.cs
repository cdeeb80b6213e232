namespace TrackVia.ApiAccess.Client;

/// <summary>Where the API is, and the two credentials that it asks for. Read anew for each request, so that a new token counts without a restart.</summary>
/// <remarks>Set it while configuring alone: instances are shared by threads afterwards.</remarks>
public sealed class ApiAccessClientOptions
{
    /// <summary>Gets or sets the address of the API, and the client's <see cref="HttpClient.BaseAddress"/> where that has none.</summary>
    /// <value>An absolute <c>https</c> address; <c>http</c> on loopback alone. Credentials are sent to its scheme, host and port and nowhere else. Required.</value>
    public Uri? Address { get; set; }

    /// <summary>Gets or sets the account's API key, sent as <c>user_key</c>.</summary>
    /// <value>53 characters that begin with <c>tvk_</c>. Required.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the auth token, sent as <c>Authorization: Bearer</c> (RFC 6750 section 2.1).</summary>
    /// <value>53 characters that begin with <c>tvt_</c>. Required.</value>
    public string? AuthToken { get; set; }

    /// <summary>Gets or sets whether the API key goes out as <c>user-key</c>, for a way on which something drops names with an underscore.</summary>
    /// <value>The API must allow the name. Default: <see langword="false"/>.</value>
    public bool UseUserKeyAlias { get; set; }

    internal string UserKeyHeader => UseUserKeyAlias ? CredentialHeaders.UserKeyAlias : CredentialHeaders.UserKey;
}
