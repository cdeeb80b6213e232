using System.Buffers;
using Microsoft.AspNetCore.Authentication;

namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The options of the scheme <see cref="ApiAccessDefaults.AuthenticationScheme"/>. Validated when the host starts.</summary>
public sealed class ApiAccessAuthenticationOptions : AuthenticationSchemeOptions
{
    private static readonly SearchValues<char> RealmCharacters = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Gets or sets whether the API key is also accepted as <c>user_key</c> in the query, as TrackVia's existing clients send it (R3).</summary>
    /// <value>Default: <see langword="false"/>. Filter the log category <c>Microsoft.AspNetCore.Hosting.Diagnostics</c> to Warning with it: it prints queries.</value>
    public bool AllowUserKeyInQuery { get; set; }

    /// <summary>Gets or sets whether the auth token is also accepted as <c>access_token</c> in the query (RFC 6750 section 2.3, which advises against it).</summary>
    /// <value>Default: <see langword="false"/>. Filter the log category <c>Microsoft.AspNetCore.Hosting.Diagnostics</c> to Warning with it: it prints queries.</value>
    public bool AllowAccessTokenInQuery { get; set; }

    /// <summary>Gets or sets whether the API key is also accepted as a header <c>user-key</c>, for proxies that drop names with an underscore.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowUserKeyAlias { get; set; }

    /// <summary>Gets or sets the realm in challenges (RFC 9110 section 11.5).</summary>
    /// <value>Printable ASCII without <c>"</c> and <c>\</c>. Default: <see langword="null"/>, none.</value>
    public string? Realm { get; set; }

    /// <summary>Gets or sets whether the client's address is recorded with the last use of a token, where Super Admins see it.</summary>
    /// <remarks>
    /// An address may be personal data. The recorded address is the connection's: behind a proxy, the framework's <c>UseForwardedHeaders</c> replaces it with the client's.
    /// Only the first use within a <see cref="ApiAccessOptions.TokenUsageFlushInterval"/> is recorded. The next recorded use
    /// overwrites it, and deleting the token deletes it.
    /// </remarks>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RecordClientAddress { get; set; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Realm"/> is not valid in a header.</exception>
    public override void Validate()
    {
        base.Validate();
        if (Realm.AsSpan().ContainsAnyExcept(RealmCharacters))
        {
            throw new InvalidOperationException(
                $"{nameof(ApiAccessAuthenticationOptions)}.{nameof(Realm)} is not valid in a header. Use printable ASCII without '\"' and '\\'.");
        }
    }

    internal bool AllowsCredentialsInQuery => AllowUserKeyInQuery || AllowAccessTokenInQuery;
}
