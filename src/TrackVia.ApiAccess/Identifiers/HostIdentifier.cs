using System.Globalization;
using System.Text;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Identifiers;

/// <summary>The one rule for ids that the host chooses: accounts and users.</summary>
internal static class HostIdentifier
{
    public const int MaxLength = 128;

    public const string Rule =
        "An id is 1 to 128 letters, digits, punctuation marks and symbols, with combining marks after them in normal form C, without white space, '/', '\\' or '%', and neither '.' nor '..'.";

    public static bool IsValid(string? text)
    {
        if (text is null or "" or "." or ".." || text.Length > 2 * MaxLength)
        {
            return false;
        }

        var length = 0;
        var hasMarks = false;
        for (var rest = text.AsSpan(); !rest.IsEmpty; length++)
        {
            // An unpaired surrogate does not decode, so it is not a letter either.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != System.Buffers.OperationStatus.Done
                || !(IsAllowed(rune) || (IsVisibleMark(rune) && length > 0)))
            {
                return false;
            }

            hasMarks |= IsMark(rune);

            rest = rest[consumed..];
        }

        // Two spellings of a letter with its mark would be two users who look the same (T12).
        return length <= MaxLength && !(hasMarks && !text.IsNormalized(NormalizationForm.FormC));
    }

    public static FormatException Invalid(string kind, string? text) =>
        new($"'{Display(text)}' is not a valid {kind}. {Rule}");

    /// <summary>
    /// A stored id is loaded without applying the rule: the rule changes with the version of Unicode, and stored ids do not (T42).
    /// </summary>
    public static string Restored(string kind, string? text) =>
        string.IsNullOrEmpty(text) ? throw new FormatException($"The stored {kind} is empty.") : text;

    private static bool IsAllowed(Rune rune) => rune.Value is not ('/' or '\\' or '%')
        && Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.OtherPunctuation
            or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
            or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // The invisible marks: variation selectors, the grapheme joiner, inherent vowels of Khmer (Default_Ignorable_Code_Point).
    private static bool IsVisibleMark(Rune rune) => IsMark(rune) && rune.Value is not (
        0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));

    // A value in a message is truncated and reduced to printable characters: it may come from an attacker (T39), or be a misplaced secret
    // (T53).
    private static string Display(string? text)
    {
        if (text is null)
        {
            return "(null)";
        }

        text = CredentialText.Redact(text);
        var shown = text.Length > 40 ? string.Concat(text.AsSpan(0, 40), "…") : text;
        return string.Concat(shown.Select(c => char.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '\uFFFD' : c));
    }
}
