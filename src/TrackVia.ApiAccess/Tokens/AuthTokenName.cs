using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The name of an auth token (R22). A name is for people, never for authorization, and need not be unique.</summary>
/// <remarks>
/// 1 to 100 Unicode scalar values after trimming and NFC normalization, without control characters, without bidirectional or zero-width
/// formatting characters (except the joiner inside an emoji), and without an API key or an auth token. Compared ordinally.
/// </remarks>
public sealed record AuthTokenName : IParsableValue<AuthTokenName>
{
    /// <summary>The maximum length, in Unicode scalar values after normalization: 100.</summary>
    public const int MaxLength = 100;

    // Bounds the work before normalizing; no text this long normalizes to 100 scalars.
    private const int MaxInputLength = 4_096;

    private AuthTokenName(string value) => Value = value;

    /// <summary>Gets the normalized text.</summary>
    public string Value { get; }

    /// <summary>Parses a name.</summary>
    /// <param name="text">The text, as entered by a person.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> violates R22; the message describes the violation.</exception>
    public static AuthTokenName Parse(string? text) =>
        TryParse(text, out var name, out var error) ? name : throw new FormatException(error);

    /// <summary>Tries to parse a name.</summary>
    /// <param name="text">The text, as entered by a person.</param>
    /// <param name="name">The name; <see langword="null"/> if the text is not a name.</param>
    /// <returns><see langword="true"/> if <paramref name="text"/> is a name; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuthTokenName? name) => TryParse(text, out name, out _);

    /// <summary>Tries to parse a name, and describes the error if the text is not a name.</summary>
    /// <param name="text">The text, as entered by a person.</param>
    /// <param name="name">The name; <see langword="null"/> if the text is not a name.</param>
    /// <param name="error">The error and its remedy; <see langword="null"/> if the text is a name.</param>
    /// <returns><see langword="true"/> if <paramref name="text"/> is a name; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuthTokenName? name, [NotNullWhen(false)] out string? error)
    {
        name = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            error = $"The name is empty; give 1 to {MaxLength} characters.";
            return false;
        }

        var trimmed = text.Trim();
        if (trimmed.Length > MaxInputLength)
        {
            error = TooLong(trimmed.Length);
            return false;
        }

        if (FindForbidden(trimmed) is var (character, position))
        {
            error = $"The name has a character that is not allowed, U+{character:X4} at position {position}: "
                + "no control characters, no bidirectional or zero-width formatting characters, no unpaired surrogates. Remove it.";
            return false;
        }

        if (CredentialText.DisclosesCredential(trimmed))
        {
            error = "The name holds an API key or an auth token. A name is shown, logged and kept in the history; choose another one.";
            return false;
        }

        var normalized = trimmed.Normalize(NormalizationForm.FormC);
        var length = normalized.EnumerateRunes().Count();
        if (length > MaxLength)
        {
            error = TooLong(length);
            return false;
        }

        name = new AuthTokenName(normalized);
        error = null;
        return true;
    }

    /// <summary>
    /// Restores a stored name. R22 is not applied, because it governs input from people, and normalization depends on the process.
    /// </summary>
    /// <param name="text">The name's text, as <see cref="Value"/> was when it was stored.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static AuthTokenName Restore(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AuthTokenName(text);
    }

    /// <summary>Returns the text.</summary>
    /// <returns>The normalized text.</returns>
    public override string ToString() => Value;

    private static string TooLong(int length) => $"The name has {length} characters; shorten it to at most {MaxLength}.";

    private static (int Character, int Position)? FindForbidden(string text)
    {
        var previous = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return (text[i], i + 1);
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                && !JoinsEmoji(previous, rune, text.AsSpan(i + consumed)))
            {
                return (rune.Value, i + 1);
            }

            previous = rune;
            i += consumed;
        }

        return null;
    }

    /// <summary>
    /// Determines whether a rune is the joiner inside one emoji, such as that of a woman at a computer. Elsewhere the joiner is
    /// invisible.
    /// </summary>
    private static bool JoinsEmoji(Rune previous, Rune rune, ReadOnlySpan<char> rest)
    {
        const int Joiner = 0x200D, EmojiPresentation = 0xFE0F, LightestSkin = 0x1F3FB, DarkestSkin = 0x1F3FF;
        return rune.Value == Joiner
            && (previous.Value is EmojiPresentation or (>= LightestSkin and <= DarkestSkin) || Rune.GetUnicodeCategory(previous) == UnicodeCategory.OtherSymbol)
            && Rune.DecodeFromUtf16(rest, out var next, out _) == System.Buffers.OperationStatus.Done
            && Rune.GetUnicodeCategory(next) == UnicodeCategory.OtherSymbol;
    }
}
