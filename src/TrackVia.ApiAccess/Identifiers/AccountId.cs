using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The host's own id of an account, compared ordinally.</summary>
/// <remarks>
/// 1 to 128 letters, digits, punctuation marks and symbols except <c>/</c>, <c>\</c> and <c>%</c>, with combining marks after them in
/// Unicode's normal form C; no white space; neither <c>.</c> nor <c>..</c>. The <c>default</c> value is not an account: its
/// <see cref="Value"/> is empty, and no aggregate can be created for it.
/// </remarks>
public readonly record struct AccountId : IParsableValue<AccountId>
{
    private readonly string? _value;

    private AccountId(string value) => _value = value;

    /// <summary>Gets the id's text; empty for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Parses an id.</summary>
    /// <param name="text">The id's text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> violates the rule for ids.</exception>
    public static AccountId Parse(string? text) =>
        TryParse(text, out var id) ? id : throw HostIdentifier.Invalid("account id", text);

    /// <summary>Tries to parse an id.</summary>
    /// <param name="text">The id's text.</param>
    /// <param name="id">The id, or <c>default</c>.</param>
    /// <returns><see langword="true"/> if <paramref name="text"/> is an id; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? text, out AccountId id)
    {
        id = HostIdentifier.IsValid(text) ? new AccountId(text!) : default;
        return id != default;
    }

    /// <summary>
    /// Restores a stored id. The rule for ids is not applied, because it governs input from callers and changes with the version of
    /// Unicode.
    /// </summary>
    /// <param name="text">The id's text, as <see cref="Value"/> was when it was stored; not empty.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is <see langword="null"/> or empty.</exception>
    public static AccountId Restore(string? text) => new(HostIdentifier.Restored("account id", text));

    /// <summary>Returns the id for people and logs: its text, in which a credential that was mistaken for an id is redacted.</summary>
    /// <returns>The text. For the id itself, read <see cref="Value"/>.</returns>
    public override string ToString() => CredentialText.Redact(Value);
}
