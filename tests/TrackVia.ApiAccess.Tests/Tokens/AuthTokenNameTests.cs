using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using TrackVia.ApiAccess.Tests.Accounts;

namespace TrackVia.ApiAccess.Tests.Tokens;

public sealed class AuthTokenNameTests
{
    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 500)]
    public void R22_A_name_is_what_its_rule_says(string? text)
    {
        var isName = AuthTokenName.TryParse(text, out var name, out var error);

        Assert.Equal(IsName(text), isName);
        Assert.Equal(isName ? text!.Trim().Normalize() : null, name?.Value);
        Assert.Equal(isName, error is null);
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 500)]
    public void R22_Normalising_a_name_again_changes_nothing(string? text)
    {
        if (AuthTokenName.TryParse(text, out var name, out _))
        {
            Assert.Equal(name, AuthTokenName.Parse(name.Value));
        }
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 500)]
    public void R22_Parse_and_TryParse_agree(string? text)
    {
        if (AuthTokenName.TryParse(text, out var name, out var error))
        {
            Assert.Equal(name, AuthTokenName.Parse(text));
        }
        else
        {
            Assert.Equal(error, Assert.Throws<FormatException>(() => AuthTokenName.Parse(text)).Message);
        }
    }

    /// <summary>A secret that is pasted as a name would be in the database, the history and a claim that is meant for logs.</summary>
    [Theory]
    [InlineData(CredentialKind.ApiKey, "{0}")]
    [InlineData(CredentialKind.AuthToken, "{0}")]
    [InlineData(CredentialKind.AuthToken, "Importer: Bearer {0}")]
    public void T53_A_credential_is_not_a_name(CredentialKind kind, string format)
    {
        var credential = Credential.Generate(kind).Reveal();
        var text = string.Format(CultureInfo.InvariantCulture, format, credential);

        Assert.False(AuthTokenName.TryParse(text, out _, out var error));
        Assert.DoesNotContain(credential, error, StringComparison.Ordinal);
        Assert.Equal(text, AuthTokenName.Restore(text).Value);
    }

    [Theory]
    [InlineData("\U0001F469\u200D\U0001F4BB import", true)]
    [InlineData("\U0001F469\U0001F3FD\u200D\U0001F4BB", true)]
    [InlineData("\u2764\uFE0F\u200D\U0001F525", true)]
    [InlineData("im\u200Dport", false)]
    [InlineData("\U0001F469\u200D", false)]
    [InlineData("\u200D\U0001F469", false)]
    [InlineData("\U0001F469\u200D\u200D\U0001F4BB", false)]
    [InlineData("\U0001F469\u200B\U0001F4BB", false)]
    public void R22_A_joiner_is_allowed_inside_an_emoji_only(string text, bool isName) =>
        Assert.Equal(isName, AuthTokenName.TryParse(text, out _, out _));

    [Fact]
    public void T53_A_name_may_begin_as_credentials_do() => Assert.True(AuthTokenName.TryParse("tvt_productionImporterEurope", out _, out _));

    /// <summary>A process without ICU does not normalize, and accepts 100 of a letter pass that is two in normal form.</summary>
    [Fact]
    public void R22_T42_A_stored_name_loads_whatever_the_rule_says_of_it()
    {
        var stored = new string('\u0958', 100);

        Assert.False(AuthTokenName.TryParse(stored, out _, out _));
        Assert.Equal(stored, AuthTokenName.Restore(stored).Value);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void R22_A_name_has_1_to_100_scalar_values(int length, bool isName)
    {
        Assert.Equal(isName, AuthTokenName.TryParse(new string('x', length), out _, out _));
        Assert.Equal(isName, AuthTokenName.TryParse(string.Concat(Enumerable.Repeat("🔑", length)), out _, out _));
    }

    [Fact]
    public void R22_The_length_is_counted_after_normalisation() =>
        Assert.True(AuthTokenName.TryParse(string.Concat(Enumerable.Repeat("e\u0301", 100)), out _, out _));

    [Fact]
    public void R22_White_space_around_a_name_does_not_count_however_much() =>
        Assert.Equal("CI", AuthTokenName.Parse(new string(' ', 10_000) + "CI ").Value);

    [Fact]
    public void R22_T12_An_NFD_twin_is_the_same_name() => Assert.Equal(AuthTokenName.Parse("caf\u00E9"), AuthTokenName.Parse("cafe\u0301"));

    [Theory]
    [InlineData("pay\u202Elap")]
    [InlineData("pay\u200Bpal")]
    [InlineData("pay\u2066pal")]
    [InlineData("a\0b")]
    [InlineData("a\r\nb")]
    [InlineData("a\u001B[31mb")]
    [InlineData("a\u2028b")]
    public void R22_T12_T39_Characters_that_deceive_are_refused(string text) => Assert.False(AuthTokenName.TryParse(text, out _, out _));

    // No theory: an attribute cannot hold what is not Unicode.
    [Fact]
    public void R22_A_lone_surrogate_is_refused_and_named()
    {
        Assert.False(AuthTokenName.TryParse("\uDC00", out _, out _));
        Assert.False(AuthTokenName.TryParse("a\uD800b", out _, out var error));
        Assert.Contains("U+D800 at position 2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("'; DROP TABLE tokens; --")]
    public void R22_T12_T13_Text_that_is_code_elsewhere_is_text_here(string text) => Assert.Equal(text, AuthTokenName.Parse(text).Value);

    [Theory]
    [InlineData("ab\u202E", "U+202E at position 3")]
    [InlineData("a\U000E0001", "U+E0001 at position 2")]
    public void R22_The_message_names_the_character_and_its_place(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => AuthTokenName.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>R22 again: every rune is checked by its category.</summary>
    private static bool IsName(string? text)
    {
        if (text?.Trim() is not { } trimmed || trimmed.EnumerateRunes().ToList() is var runes && string.Concat(runes) != trimmed)
        {
            return false;
        }

        var visible = runes.Where((_, i) => !JoinsEmoji(runes, i)).ToList();
        var isClean = visible.TrueForAll(rune => Rune.GetUnicodeCategory(rune).ToString() is not ("Control" or "Format" or "LineSeparator" or "ParagraphSeparator"));
        return isClean && trimmed.Normalize(NormalizationForm.FormC).EnumerateRunes().Count() is >= 1 and <= 100;
    }

    private static bool JoinsEmoji(List<Rune> runes, int i) =>
        runes[i].Value == 0x200D && i > 0 && i < runes.Count - 1 && IsSymbol(runes[i + 1])
        && (IsSymbol(runes[i - 1]) || runes[i - 1].Value is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF));

    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
