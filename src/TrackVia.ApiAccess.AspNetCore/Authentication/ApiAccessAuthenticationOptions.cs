using System.Buffers;
using Microsoft.AspNetCore.Authentication;

namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The options of the scheme <see cref="ApiAccessDefaults.AuthenticationScheme"/>. Validated when the host starts.</summary>
public sealed class ApiAccessAuthenticationOptions : AuthenticationSchemeOptions
{
    private static readonly SearchValues<char> RealmCharacters = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Gets or sets whether the API key may also come as <c>user_key</c> in the query, as TrackVia's existing clients send it (R3).</summary>
    /// <value>Default: <see langword="false"/>. Filter the log category <c>Microsoft.AspNetCore.Hosting.Diagnostics</c> to Warning with it: it prints queries.</value>
    public bool AllowUserKeyInQuery { get; set; }

    /// <summary>Gets or sets whether the auth token may also come as <c>access_token</c> in the query (RFC 6750 section 2.3, which advises against it).</summary>
    /// <value>Default: <see langword="false"/>. Filter the log category <c>Microsoft.AspNetCore.Hosting.Diagnostics</c> to Warning with it: it prints queries.</value>
    public bool AllowAccessTokenInQuery { get; set; }

    /// <summary>Gets or sets whether the API key may also come as a header <c>user-key</c>, for proxies that drop names with an underscore.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowUserKeyAlias { get; set; }

    /// <summary>Gets or sets the realm that challenges name (RFC 9110 section 11.5).</summary>
    /// <value>Printable ASCII without <c>"</c> and <c>\</c>. Default: <see langword="null"/>, none.</value>
    public string? Realm { get; set; }

    /// <summary>Gets or sets whether the client's address is recorded with the last use of a token, for a Super Admin to see.</summary>
    /// <remarks>
    /// It may be personal data. It is the connection's: behind a proxy, have the framework's <c>UseForwardedHeaders</c> put the client's there.
    /// Of the uses within one <see cref="ApiAccessOptions.TokenUsageFlushInterval"/> the first is recorded. A later interval's use
    /// overwrites it, and it goes with its token.
    /// </remarks>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RecordClientAddress { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Realm"/> cannot stand in a header.</exception>
    public override void Validate()
    {
        base.Validate();
        if (Realm.AsSpan().ContainsAnyExcept(RealmCharacters))
        {
            throw new InvalidOperationException(
                $"{nameof(ApiAccessAuthenticationOptions)}.{nameof(Realm)} cannot stand in a header. Use printable ASCII without '\"' and '\\'.");
        }
    }

    internal bool AllowsCredentialsInQuery => AllowUserKeyInQuery || AllowAccessTokenInQuery;
}
