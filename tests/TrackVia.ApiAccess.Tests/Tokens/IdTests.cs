using FsCheck.Xunit;
using TrackVia.ApiAccess.Tests.Accounts;

namespace TrackVia.ApiAccess.Tests.Tokens;

/// <summary>The two ids that the library makes: of tokens and of changes.</summary>
public sealed class IdTests
{
    [Property]
    public void An_id_reads_back_from_its_32_lower_case_hexadecimal_digits(Guid value)
    {
        var text = value.ToString("N");
        Assert.Equal(value != Guid.Empty, AuthTokenId.TryParse(text, out var token));
        Assert.Equal(value != Guid.Empty, ChangeId.TryParse(text, out var change));
        Assert.Equal((text, text), (token.ToString(), change.ToString()));
    }

    [Property(Arbitrary = [typeof(HostileText)])]
    public void Parse_and_TryParse_agree(string? text)
    {
        Assert.False(AuthTokenId.TryParse(text, out var token));
        Assert.False(ChangeId.TryParse(text, out var change));
        Assert.Throws<FormatException>(() => AuthTokenId.Parse(text));
        Assert.Throws<FormatException>(() => ChangeId.Parse(text));
        Assert.Equal((default, default), (token, change));
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData(" 123456789abcdef0123456789abcdef0")]
    public void There_is_one_spelling_and_none_for_the_default(string text)
    {
        Assert.False(AuthTokenId.TryParse(text, out var token));
        Assert.False(ChangeId.TryParse(text, out var change));

        // What is refused leaves nothing behind that could be used by mistake.
        Assert.Equal((default, default), (token, change));
    }

    [Fact]
    public void A_new_id_is_never_the_default()
    {
        Assert.NotEqual(default, AuthTokenId.New());
        Assert.NotEqual(default, ChangeId.New());
    }
}
