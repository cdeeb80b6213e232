using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace TrackVia.ApiAccess.Storage;

/// <summary>Changes and accounts as JSON text, for stores that keep documents. What is written is read back equal.</summary>
/// <remarks>
/// The format is stable: a later version of the library reads what an earlier one wrote. Digests are base64, instants and dates
/// ISO 8601. It is for stores, not for people or callers: protected secrets are in it. Safe for use by many threads.
/// </remarks>
public static class AccountSerializer
{
    /// <summary>Writes a change.</summary>
    /// <param name="change">The change.</param>
    /// <returns>One line of JSON.</returns>
    public static string Serialize(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var document = new ChangeDocument(
            change.GetType().Name, change.Id.ToString(), change.AccountId.Value, change.Version, Text(change.At), change.By.Value);
        document = change switch
        {
            ApiKeyCreated created => document with { ApiKey = Document(created.ApiKey) },
            AuthTokenCreated created => document with { Token = Document(created.Token) },
            AuthTokenDeactivated { TokenId: var id } => document with { TokenId = id.ToString() },
            AuthTokenResumed { TokenId: var id } => document with { TokenId = id.ToString() },
            AuthTokenDeleted { TokenId: var id } => document with { TokenId = id.ToString() },
            AuthTokenRevealed { TokenId: var id } => document with { TokenId = id.ToString() },
            UserAccessChanged { User: var user } => document with { User = Document(user) },
            UserRemoved { UserId: var userId } => document with { UserId = userId.Value },
            _ => throw new ArgumentException($"This version of the library cannot write {change.GetType().Name}.", nameof(change)),
        };
        return JsonSerializer.Serialize(document, AccessJsonContext.Default.ChangeDocument);
    }

    /// <summary>Reads a change.</summary>
    /// <param name="json">What <see cref="Serialize(AccessChange)"/> gave.</param>
    /// <returns>The change.</returns>
    /// <exception cref="FormatException"><paramref name="json"/> is damaged, or was written by a newer version of the library.</exception>
    public static AccessChange DeserializeChange(string json) => Read(json, "change", text =>
    {
        var document = Required(JsonSerializer.Deserialize(text, AccessJsonContext.Default.ChangeDocument));
        var origin = new ChangeOrigin(
            ChangeId.Parse(document.Id),
            AccountId.Restore(document.AccountId),
            document.Version,
            ReadInstant(document.At),
            UserId.Restore(document.By));
        return document.Kind switch
        {
            nameof(ApiKeyCreated) => new ApiKeyCreated(origin, ReadApiKey(Required(document.ApiKey))),
            nameof(AuthTokenCreated) => new AuthTokenCreated(origin, ReadToken(Required(document.Token))),
            nameof(AuthTokenDeactivated) => new AuthTokenDeactivated(origin, AuthTokenId.Parse(document.TokenId)),
            nameof(AuthTokenResumed) => new AuthTokenResumed(origin, AuthTokenId.Parse(document.TokenId)),
            nameof(AuthTokenDeleted) => new AuthTokenDeleted(origin, AuthTokenId.Parse(document.TokenId)),
            nameof(AuthTokenRevealed) => new AuthTokenRevealed(origin, AuthTokenId.Parse(document.TokenId)),
            nameof(UserAccessChanged) => new UserAccessChanged(origin, ReadUser(Required(document.User))),
            nameof(UserRemoved) => (AccessChange)new UserRemoved(origin, UserId.Restore(document.UserId)),
            _ => throw new NewerFormatException("This version of the library does not know that kind of change: a newer one wrote it. To read it, update the library on this host."),
        };
    });

    /// <summary>Writes an account.</summary>
    /// <param name="account">The account.</param>
    /// <returns>One line of JSON.</returns>
    public static string Serialize(AccountAccess account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var document = new AccountDocument(
            account.Id.Value,
            account.Version,
            [.. account.Users.Select(Document)],
            [.. account.Tokens.Select(Document)],
            account.ApiKey is { } apiKey ? Document(apiKey) : null);
        return JsonSerializer.Serialize(document, AccessJsonContext.Default.AccountDocument);
    }

    /// <summary>Reads an account.</summary>
    /// <param name="json">What <see cref="Serialize(AccountAccess)"/> gave.</param>
    /// <returns>The account.</returns>
    /// <exception cref="FormatException"><paramref name="json"/> is damaged, or was written by a newer version of the library.</exception>
    public static AccountAccess DeserializeAccount(string json) => Read(json, "account", text =>
    {
        var document = Required(JsonSerializer.Deserialize(text, AccessJsonContext.Default.AccountDocument));
        return AccountAccess.Restore(
            AccountId.Restore(document.Id),
            document.Version,
            document.ApiKey is { } apiKey ? ReadApiKey(apiKey) : null,
            document.Users.Select(user => ReadUser(Required(user))),
            document.Tokens.Select(token => ReadToken(Required(token))));
    });

    private static T Read<T>(string json, string what, Func<string, T> read)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return read(json);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or (FormatException and not NewerFormatException))
        {
            // The text itself stays out of the message: protected secrets are in it.
            throw new FormatException($"The stored JSON of {json.Length} characters is not a readable {what}: it is damaged. Restore it from a backup.", exception);
        }
    }

    private static T Required<T>(T? part)
        where T : class => part ?? throw new FormatException($"The {typeof(T).Name} is missing.");

    private static ApiKeyDocument Document(ApiKey apiKey) => new(apiKey.Digest.ToArray(), apiKey.ProtectedSecret, Text(apiKey.CreatedAt));

    private static ApiKey ReadApiKey(ApiKeyDocument document) => new()
    {
        Digest = CredentialDigest.FromBytes(document.Digest),
        ProtectedSecret = document.ProtectedSecret,
        CreatedAt = ReadInstant(document.CreatedAt),
    };

    private static TokenDocument Document(AuthToken token) => new(
        token.Id.ToString(),
        token.Name.Value,
        token.UserId.Value,
        LocalDatePattern.Iso.Format(token.ExpiresOn),
        Text(token.CreatedAt),
        token.Digest.ToArray(),
        token.Hint,
        token.IsDeactivated,
        token.ProtectedSecret);

    private static AuthToken ReadToken(TokenDocument document) => new()
    {
        Id = AuthTokenId.Parse(document.Id),
        Name = AuthTokenName.Restore(document.Name),
        UserId = UserId.Restore(document.UserId),
        ExpiresOn = LocalDatePattern.Iso.Parse(document.ExpiresOn).GetValueOrThrow(),
        CreatedAt = ReadInstant(document.CreatedAt),
        Digest = CredentialDigest.FromBytes(document.Digest),
        Hint = document.Hint,
        ProtectedSecret = document.ProtectedSecret,
        IsDeactivated = document.IsDeactivated,
    };

    private static UserDocument Document(UserAccess user) => new(user.UserId.Value, user.IsApiUser, user.IsEnabled);

    private static UserAccess ReadUser(UserDocument document) => new(UserId.Restore(document.UserId), document.IsApiUser, document.IsEnabled);

    private static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    private static Instant ReadInstant(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();
}
