using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class HostIdentifierTests
{
    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 500)]
    public void An_id_is_what_its_rule_says(string? text)
    {
        Assert.Equal(IsId(text), AccountId.TryParse(text, out var account));
        Assert.Equal(IsId(text), UserId.TryParse(text, out var user));
        Assert.Equal(IsId(text) ? text : "", account.Value);
        Assert.Equal(IsId(text) ? text : "", user.Value);
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 500)]
    public void Parse_and_TryParse_agree(string? text)
    {
        if (AccountId.TryParse(text, out var account) & UserId.TryParse(text, out var user))
        {
            Assert.Equal((account, user), (AccountId.Parse(text), UserId.Parse(text)));
        }
        else
        {
            Assert.Throws<FormatException>(() => AccountId.Parse(text));
            Assert.Throws<FormatException>(() => UserId.Parse(text));
        }
    }

    [Fact]
    public void Every_scalar_value_is_allowed_or_not_by_its_category()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value) && value is not '.')
            {
                var text = new Rune(value).ToString();
                Assert.True(IsId(text) == AccountId.TryParse(text, out _), $"U+{value:X4}");
                Assert.True(IsId("x" + text) == AccountId.TryParse("x" + text, out _), $"x, U+{value:X4}");
            }
        }
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void An_id_has_at_most_128_characters_wide_ones_counted_once(int length, bool isId)
    {
        Assert.Equal(isId, AccountId.TryParse(new string('a', length), out _));
        Assert.Equal(isId, AccountId.TryParse(string.Concat(Enumerable.Repeat("𝒳", length)), out _));
    }

    [Fact]
    public void Ids_compare_ordinally()
    {
        Assert.NotEqual(AccountId.Parse("acme"), AccountId.Parse("Acme"));
        Assert.NotEqual(UserId.Parse("stra\u00DFe"), UserId.Parse("strasse"));
        Assert.NotEqual(UserId.Parse("\u00C5"), UserId.Parse("\u212B"));
    }

    [Fact]
    public void The_default_is_nobody()
    {
        Assert.Equal("", default(AccountId).Value);
        Assert.Equal("", default(UserId).ToString());
        Assert.NotEqual(default, AccountId.Parse("acme"));
    }

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("a\u001B[31mb")]
    [InlineData("a\u202Eb ")]
    [InlineData("a\u2028b")]
    [InlineData("a\u200Bb")]
    public void T39_The_message_about_a_hostile_id_forges_no_line(string text)
    {
        var message = Assert.Throws<FormatException>(() => AccountId.Parse(text)).Message;

        Assert.DoesNotContain(message, c => char.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    [Fact]
    public void The_message_about_a_huge_id_is_short() =>
        Assert.InRange(Assert.Throws<FormatException>(() => UserId.Parse(new string('x', 1 << 20))).Message.Length, 1, 300);

    [Theory]
    [InlineData("\u0E2A\u0E21\u0E28\u0E23\u0E35")] // Thai, with a vowel above the last letter.
    [InlineData("\u0939\u093F\u0928\u094D\u0926\u0940")] // Hindi, with vowel signs and a virama.
    [InlineData("\u1EB9\u0301\u1EB9")] // Yoruba, whose letter has no composed form.
    public void An_id_of_a_script_that_is_written_with_marks_is_an_id(string text)
    {
        Assert.Equal(text, AccountId.Parse(text).Value);
        Assert.Equal(text, UserId.Parse(text).Value);
    }

    [Theory]
    [InlineData("e\u0301")] // The twin of a composed letter.
    [InlineData("\u0301e")] // A mark that would combine with the character before the id.
    [InlineData("a\u034Fb")]
    [InlineData("a\uFE0Fb")]
    [InlineData("a\U000E0100b")]
    [InlineData("a\u200Db")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u20DDb")] // An enclosing circle.
    public void T12_Marks_make_no_invisible_difference(string text) => Assert.False(UserId.TryParse(text, out _));

    [Theory]
    [InlineData("DOMAIN\\olivia")]
    [InlineData("a b")]
    [InlineData("\u0378")] // Assigned by no version of Unicode yet: another runtime may know it.
    [InlineData("e\u0301")]
    public void T42_A_stored_id_loads_whatever_the_rule_says_of_it(string text)
    {
        Assert.Equal(text, AccountId.Restore(text).Value);
        Assert.Equal(text, UserId.Restore(text).Value);
        Assert.Equal(text, NodeId.Parse(text).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_restored_to_no_id(string? text)
    {
        Assert.Throws<FormatException>(() => AccountId.Restore(text));
        Assert.Throws<FormatException>(() => UserId.Restore(text));
        Assert.Throws<FormatException>(() => NodeId.Parse(text));
    }

    /// <summary>The documented rule again, by the first letter of the Unicode category.</summary>
    private static bool IsId(string? text)
    {
        if (text is null or "" or "." or "..")
        {
            return false;
        }

        var runes = text.EnumerateRunes().ToList();
        return runes.Count <= 128
            && string.Concat(runes) == text // A lone surrogate enumerates as U+FFFD.
            && !IsMark(runes[0])
            && (!runes.Exists(IsMark) || text.IsNormalized())
            && runes.TrueForAll(rune => !"/\\%".Contains(rune.ToString(), StringComparison.Ordinal)
                && Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.DecimalDigitNumber => true,
                    UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => !Invisible.Contains(rune.Value),
                    var category => category.ToString() is var name
                        && (name.EndsWith("Letter", StringComparison.Ordinal)
                            || name.EndsWith("Punctuation", StringComparison.Ordinal)
                            || name.EndsWith("Quote", StringComparison.Ordinal)
                            || name.EndsWith("Symbol", StringComparison.Ordinal)),
                });
    }

    private static readonly HashSet<int> Invisible =
    [
        0x34F, 0x17B4, 0x17B5, .. Enumerable.Range(0x180B, 5), .. Enumerable.Range(0xFE00, 16), .. Enumerable.Range(0xE0100, 240),
    ];

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}

/// <summary>Texts of whole runes, many of them from the categories that rules single out, and some lone surrogates.</summary>
public static class HostileText
{
    private static readonly string[] Special =
    [
        ".", "..", "/", "\\", "%", " ", "\t", "\r\n", "\0", "\u0085", "\u00A0", "\u00AD", "\u061C", "\u200B", "\u200D", "\u200E", "\u2028",
        "\u2029", "\u202E", "\u2066", "\u3000", "\uFEFF", "\uFFFD", "\uD800", "\uDC00", "\U000E0001", "e\u0301", "\u0301", "\u212B", "\u1E9B\u0323",
        "\uAC00", "\u1100\u1161", "\u0E34", "\u093F", "\u0915\u093C", "\u0958", "\uFE0F", "\u034F", "\u0130", "ß", "Σ", "𝒳", "🔑", "½", "Ⅷ", "«", "_", "-", "(", "€",
    ];

    private static readonly Gen<string> Piece = Gen.Frequency(
        (3, Gen.Elements(Special)),
        (3, Gen.Choose('!', '~').Select(c => ((char)c).ToString())),
        (1, Gen.Choose(0, 0xD7FF).Select(c => new Rune(c).ToString())),
        (1, Gen.Choose(0xE000, 0x10FFFF).Select(c => new Rune(c).ToString())));

    private static readonly Gen<string> Words = Piece.ListOf().Select(string.Concat);

    public static Arbitrary<string?> Texts() => Arb.From(Gen.Frequency(
        (1, Gen.Constant<string?>(null)),
        (4, Gen.Choose(0, 4).SelectMany(length => Piece.ListOf(length)).Select(pieces => (string?)string.Concat(pieces))),
        (4, Words.Select(text => (string?)text)),
        (2, Gen.Choose(95, 130).Select(length => (string?)new string('é', length)))));
}
