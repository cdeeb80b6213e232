using System.Collections.Frozen;
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
    /// <summary>Each kind of change: what it writes beside its origin, and how that is read.</summary>
    private static readonly FrozenDictionary<string, KindFormat> Formats = new[]
    {
        KindFormat.Of<ApiKeyCreated>(
            ApiKeyCreated.KindText,
            (change, document) => document with { ApiKey = Document(change.ApiKey) },
            (origin, document) => new ApiKeyCreated(origin, ReadApiKey(Required(document.ApiKey)))),
        KindFormat.Of<AuthTokenCreated>(
            AuthTokenCreated.KindText,
            (change, document) => document with { Token = Document(change.Token) },
            (origin, document) => new AuthTokenCreated(origin, ReadToken(Required(document.Token)))),
        KindFormat.Of<AuthTokenDeactivated>(
            AuthTokenDeactivated.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenDeactivated(origin, AuthTokenId.Parse(document.TokenId))),
        KindFormat.Of<AuthTokenResumed>(
            AuthTokenResumed.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenResumed(origin, AuthTokenId.Parse(document.TokenId))),
        KindFormat.Of<AuthTokenDeleted>(
            AuthTokenDeleted.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenDeleted(origin, AuthTokenId.Parse(document.TokenId))),
        KindFormat.Of<AuthTokenRevealed>(
            AuthTokenRevealed.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenRevealed(origin, AuthTokenId.Parse(document.TokenId))),
        KindFormat.Of<UserAccessChanged>(
            UserAccessChanged.KindText,
            (change, document) => document with { User = Document(change.User) },
            (origin, document) => new UserAccessChanged(origin, ReadUser(Required(document.User)))),
        KindFormat.Of<UserRemoved>(
            UserRemoved.KindText,
            (change, document) => document with { UserId = change.UserId.Value },
            (origin, document) => new UserRemoved(origin, UserId.Restore(document.UserId))),
    }.ToFrozenDictionary(format => format.Kind, StringComparer.Ordinal);

    /// <summary>Writes a change.</summary>
    /// <param name="change">The change.</param>
    /// <returns>One line of JSON.</returns>
    public static string Serialize(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var document = Formats[change.Kind].Write(
            change,
            new ChangeDocument(change.Kind, change.Id.ToString(), change.AccountId.Value, change.Version, Text(change.At), change.By.Value));
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
        return Formats.TryGetValue(document.Kind, out var format)
            ? format.Read(origin, document)
            : throw new NewerFormatException("This version of the library does not know that kind of change: a newer one wrote it. To read it, update the library on this host.");
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

    private sealed record KindFormat(
        string Kind, Func<AccessChange, ChangeDocument, ChangeDocument> Write, Func<ChangeOrigin, ChangeDocument, AccessChange> Read)
    {
        public static KindFormat Of<T>(
            string kind, Func<T, ChangeDocument, ChangeDocument> write, Func<ChangeOrigin, ChangeDocument, T> read)
            where T : AccessChange => new(kind, (change, document) => write((T)change, document), read);
    }
}
