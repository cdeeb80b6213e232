using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// Serializes and deserializes changes and accounts as JSON, for stores that hold documents. A deserialized value equals the serialized
/// one.
/// </summary>
/// <remarks>
/// <para>
/// The format is stable and contains its version: a later version of the library reads the output of an earlier one. An earlier version
/// rejects a format that it does not know, and never reads a part of it: the version of the format increases whenever a member is added.
/// Only the identity of a change has the same location in every version (<see cref="DeserializeFeedEntry(FeedPosition, string)"/>).
/// Digests are base64, instants and dates are ISO 8601.
/// </para>
/// <para>The JSON is for stores, not for people or callers: it contains protected secrets. Safe for use by many threads.</para>
/// </remarks>
public static class AccountSerializer
{
    internal const int FormatVersion = 1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Each kind of change: its members beside its origin, and how they are read.</summary>
    private static readonly FrozenDictionary<string, KindFormat> Formats = new[]
    {
        KindFormat.Of<ApiKeyCreated>(
            ApiKeyCreated.KindText,
            (change, document) => document with { ApiKey = Document(change.ApiKey) },
            (origin, document) => new ApiKeyCreated { Origin = origin, ApiKey = ReadApiKey(Required(document.ApiKey)) }),
        KindFormat.Of<AuthTokenCreated>(
            AuthTokenCreated.KindText,
            (change, document) => document with { Token = Document(change.Token) },
            (origin, document) => new AuthTokenCreated { Origin = origin, Token = ReadToken(Required(document.Token)) }),
        KindFormat.Of<AuthTokenDeactivated>(
            AuthTokenDeactivated.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenDeactivated { Origin = origin, TokenId = AuthTokenId.Parse(document.TokenId) }),
        KindFormat.Of<AuthTokenResumed>(
            AuthTokenResumed.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenResumed { Origin = origin, TokenId = AuthTokenId.Parse(document.TokenId) }),
        KindFormat.Of<AuthTokenDeleted>(
            AuthTokenDeleted.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenDeleted { Origin = origin, TokenId = AuthTokenId.Parse(document.TokenId) }),
        KindFormat.Of<AuthTokenRevealed>(
            AuthTokenRevealed.KindText,
            (change, document) => document with { TokenId = change.TokenId.ToString() },
            (origin, document) => new AuthTokenRevealed { Origin = origin, TokenId = AuthTokenId.Parse(document.TokenId) }),
        KindFormat.Of<UserAccessChanged>(
            UserAccessChanged.KindText,
            (change, document) => document with { User = Document(change.User) },
            (origin, document) => new UserAccessChanged { Origin = origin, User = ReadUser(Required(document.User)) }),
        KindFormat.Of<UserRemoved>(
            UserRemoved.KindText,
            (change, document) => document with { UserId = change.UserId.Value },
            (origin, document) => new UserRemoved { Origin = origin, UserId = UserId.Restore(document.UserId) }),
    }.ToFrozenDictionary(format => format.Kind, StringComparer.Ordinal);

    /// <summary>Serializes a change.</summary>
    /// <param name="change">The change.</param>
    /// <returns>One line of JSON.</returns>
    public static string Serialize(AccessChange change) => JsonSerializer.Serialize(Document(change), AccessJsonContext.Default.ChangeDocument);

    /// <summary>Serializes a change as UTF-8.</summary>
    /// <param name="change">The change.</param>
    /// <returns>One line of JSON.</returns>
    public static byte[] SerializeToUtf8Bytes(AccessChange change) =>
        JsonSerializer.SerializeToUtf8Bytes(Document(change), AccessJsonContext.Default.ChangeDocument);

    /// <summary>Serializes an account.</summary>
    /// <param name="account">The account.</param>
    /// <returns>One line of JSON.</returns>
    public static string Serialize(AccountAccess account) => JsonSerializer.Serialize(Document(account), AccessJsonContext.Default.AccountDocument);

    /// <summary>Serializes an account as UTF-8.</summary>
    /// <param name="account">The account.</param>
    /// <returns>One line of JSON.</returns>
    public static byte[] SerializeToUtf8Bytes(AccountAccess account) =>
        JsonSerializer.SerializeToUtf8Bytes(Document(account), AccessJsonContext.Default.AccountDocument);

    /// <summary>Deserializes a change.</summary>
    /// <param name="json">
    /// JSON that <see cref="Serialize(AccessChange)"/> returned, in this version of the library or an earlier one.
    /// </param>
    /// <returns>The change.</returns>
    /// <exception cref="NewerFormatException">A newer version of the library wrote <paramref name="json"/>.</exception>
    /// <exception cref="FormatException"><paramref name="json"/> is damaged.</exception>
    public static AccessChange DeserializeChange(string json) => Read(json, "change", ReadChange);

    /// <summary>Deserializes a change from UTF-8.</summary>
    /// <param name="utf8Json">
    /// JSON that <see cref="SerializeToUtf8Bytes(AccessChange)"/> returned, in this version of the library or an earlier one.
    /// </param>
    /// <returns>The change.</returns>
    /// <exception cref="NewerFormatException">A newer version of the library wrote <paramref name="utf8Json"/>.</exception>
    /// <exception cref="FormatException"><paramref name="utf8Json"/> is damaged.</exception>
    public static AccessChange DeserializeChange(ReadOnlySpan<byte> utf8Json) => Read(utf8Json, "change", ReadChange);

    /// <summary>
    /// Deserializes a change as an entry of the feed, which has no change if this version of the library does not know its kind.
    /// </summary>
    /// <param name="position">The position of the change in the feed.</param>
    /// <param name="json">JSON that <see cref="Serialize(AccessChange)"/> returned, in any version of the library.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="FormatException"><paramref name="json"/> is damaged.</exception>
    public static FeedEntry DeserializeFeedEntry(FeedPosition position, string json) =>
        Read(json, "change", utf8Json => ReadEntry(position, utf8Json));

    /// <summary>
    /// Deserializes a change from UTF-8 as an entry of the feed, which has no change if this version of the library does not know its
    /// kind.
    /// </summary>
    /// <param name="position">The position of the change in the feed.</param>
    /// <param name="utf8Json">JSON that <see cref="SerializeToUtf8Bytes(AccessChange)"/> returned, in any version of the library.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="FormatException"><paramref name="utf8Json"/> is damaged.</exception>
    public static FeedEntry DeserializeFeedEntry(FeedPosition position, ReadOnlySpan<byte> utf8Json) =>
        Read(utf8Json, "change", text => ReadEntry(position, text));

    /// <summary>Deserializes an account.</summary>
    /// <param name="json">
    /// JSON that <see cref="Serialize(AccountAccess)"/> returned, in this version of the library or an earlier one.
    /// </param>
    /// <returns>The account.</returns>
    /// <exception cref="NewerFormatException">A newer version of the library wrote <paramref name="json"/>.</exception>
    /// <exception cref="FormatException"><paramref name="json"/> is damaged.</exception>
    public static AccountAccess DeserializeAccount(string json) => Read(json, "account", ReadAccount);

    /// <summary>Deserializes an account from UTF-8.</summary>
    /// <param name="utf8Json">
    /// JSON that <see cref="SerializeToUtf8Bytes(AccountAccess)"/> returned, in this version of the library or an earlier one.
    /// </param>
    /// <returns>The account.</returns>
    /// <exception cref="NewerFormatException">A newer version of the library wrote <paramref name="utf8Json"/>.</exception>
    /// <exception cref="FormatException"><paramref name="utf8Json"/> is damaged.</exception>
    public static AccountAccess DeserializeAccount(ReadOnlySpan<byte> utf8Json) => Read(utf8Json, "account", ReadAccount);

    private static T Read<T>(string json, string what, Reader<T> read)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(Utf8.GetBytes(json), what, read);
        }
        catch (EncoderFallbackException exception)
        {
            throw Damaged(what, exception);
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> utf8Json, string what, Reader<T> read)
    {
        try
        {
            return read(utf8Json);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or (FormatException and not NewerFormatException))
        {
            throw Damaged(what, exception);
        }
    }

    // The message does not contain the text, because the text contains protected secrets.
    private static FormatException Damaged(string what, Exception exception) =>
        new($"The stored JSON is not a readable {what}: it is damaged. Restore it from a backup.", exception);

    private static ChangeDocument Document(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Formats[change.Kind].Write(
            change,
            new ChangeDocument(change.Kind, change.Id.ToString(), change.AccountId.Value, change.Version, Text(change.At), change.By.Value));
    }

    private static AccountDocument Document(AccountAccess account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountDocument(
            account.Id.Value,
            account.Version,
            [.. account.Users.Select(Document)],
            [.. account.Tokens.Select(Document)],
            account.ApiKey is { } apiKey ? Document(apiKey) : null);
    }

    private static AccessChange ReadChange(ReadOnlySpan<byte> utf8Json)
    {
        var kind = ReadFormat(utf8Json).Kind;
        if (kind is null || !Formats.TryGetValue(kind, out var format))
        {
            throw kind is null
                ? new FormatException("The kind of change is missing.")
                : new NewerFormatException("This version of the library does not know that kind of change: a newer one wrote it. To read it, update the library on this host.");
        }

        var document = Required(JsonSerializer.Deserialize(utf8Json, AccessJsonContext.Default.ChangeDocument));
        var origin = new ChangeOrigin
        {
            Id = ChangeId.Parse(document.Id),
            AccountId = AccountId.Restore(document.AccountId),
            Version = document.Version,
            At = ReadInstant(document.At),
            By = UserId.Restore(document.By),
        };
        return format.Read(origin, document);
    }

    private static FeedEntry ReadEntry(FeedPosition position, ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return new FeedEntry(position, ReadChange(utf8Json));
        }
        catch (NewerFormatException)
        {
            var identity = Required(JsonSerializer.Deserialize(utf8Json, AccessJsonContext.Default.ChangeIdentityDocument));
            return new FeedEntry(position, AccountId.Restore(identity.AccountId), identity.Version, ChangeId.Parse(identity.Id), change: null);
        }
    }

    private static AccountAccess ReadAccount(ReadOnlySpan<byte> utf8Json)
    {
        ReadFormat(utf8Json);
        var document = Required(JsonSerializer.Deserialize(utf8Json, AccessJsonContext.Default.AccountDocument));
        return AccountAccess.Restore(
            AccountId.Restore(document.Id),
            document.Version,
            document.ApiKey is { } apiKey ? ReadApiKey(apiKey) : null,
            document.Users.Select(user => ReadUser(Required(user))),
            document.Tokens.Select(token => ReadToken(Required(token))));
    }

    /// <summary>Reads the members that identify the format before the rest, because a newer format may differ.</summary>
    private static FormatDocument ReadFormat(ReadOnlySpan<byte> utf8Json)
    {
        var format = Required(JsonSerializer.Deserialize(utf8Json, AccessJsonContext.Default.FormatDocument));
        return format.V switch
        {
            < 0 => throw new FormatException("The version of the format is less than 0."),
            > FormatVersion => throw new NewerFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"Its format has version {format.V}, and this version of the library reads versions up to {FormatVersion}: a newer one wrote it. To read it, update the library on this host.")),
            _ => format,
        };
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

    private static UserAccess ReadUser(UserDocument document) => new()
    {
        UserId = UserId.Restore(document.UserId),
        IsApiUser = document.IsApiUser,
        IsEnabled = document.IsEnabled,
    };

    private static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    private static Instant ReadInstant(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    private delegate T Reader<out T>(ReadOnlySpan<byte> utf8Json);

    private sealed record KindFormat(
        string Kind, Func<AccessChange, ChangeDocument, ChangeDocument> Write, Func<ChangeOrigin, ChangeDocument, AccessChange> Read)
    {
        public static KindFormat Of<T>(
            string kind, Func<T, ChangeDocument, ChangeDocument> write, Func<ChangeOrigin, ChangeDocument, T> read)
            where T : AccessChange => new(kind, (change, document) => write((T)change, document), read);
    }
}
