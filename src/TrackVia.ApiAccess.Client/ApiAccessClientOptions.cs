namespace TrackVia.ApiAccess.Client;

/// <summary>The address of the API, and the two credentials that it requires. Read for each request, so that a new token takes effect without a restart.</summary>
/// <remarks>Set the properties only while configuring: afterwards, instances are shared by threads.</remarks>
public sealed class ApiAccessClientOptions
{
    /// <summary>Gets or sets the address of the API, and the client's <see cref="HttpClient.BaseAddress"/> where that has none.</summary>
    /// <value>
    /// An absolute <c>https</c> address, or <c>http</c> on loopback; <see cref="AllowInsecureHttp"/> and <see cref="UseServiceDiscovery"/> admit more. Credentials
    /// are sent only to its scheme, host and port. Required.
    /// </value>
    public Uri? BaseAddress { get; set; }

    /// <summary>Gets or sets the account's API key, sent as <c>user_key</c>.</summary>
    /// <value>53 characters that begin with <c>tvk_</c>. White space and a byte order mark around them are removed. Required.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the auth token, sent as <c>Authorization: Bearer</c> (RFC 6750 section 2.1).</summary>
    /// <value>53 characters that begin with <c>tvt_</c>. White space and a byte order mark around them are removed. Required.</value>
    public string? AuthToken { get; set; }

    /// <summary>Gets or sets whether the API key is sent as <c>user-key</c>, for proxies that drop names with an underscore.</summary>
    /// <value>The API must allow the name. Default: <see langword="false"/>.</value>
    public bool UseUserKeyAlias { get; set; }

    /// <summary>Gets or sets whether credentials may be sent by plain <c>http</c> to another machine, for a network that encrypts or isolates its traffic itself.</summary>
    /// <value>Anyone who can read the traffic can read the credentials. Default: <see langword="false"/>.</value>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>
    /// Gets or sets whether <see cref="BaseAddress"/> holds the name of a service, which a handler of the client resolves, such as the one of
    /// Microsoft.Extensions.ServiceDiscovery.
    /// </summary>
    /// <value>
    /// <see langword="true"/> also admits the schemes <c>https+http</c> and <c>http+https</c>, and sends the credentials to whatever endpoint the name resolves to. A request
    /// must still name the service, and an endpoint on another machine must be <c>https</c> unless <see cref="AllowInsecureHttp"/> is set. The client's handlers are trusted
    /// with the name: one that follows redirects by itself must not be among them. Default: <see langword="false"/>.
    /// </value>
    public bool UseServiceDiscovery { get; set; }

    internal string UserKeyHeader => UseUserKeyAlias ? CredentialHeaders.UserKeyAlias : CredentialHeaders.UserKey;
}
