using FsCheck.Xunit;
using TrackVia.ApiAccess.Storage;
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

    [Property]
    public void An_id_is_a_Guid_to_a_store_that_has_a_column_for_one(Guid value)
    {
        if (value != Guid.Empty)
        {
            Assert.Equal(value, AuthTokenId.FromGuid(value).ToGuid());
            Assert.Equal(value, ChangeId.FromGuid(value).ToGuid());
            Assert.Equal(AuthTokenId.Parse(value.ToString("N")), AuthTokenId.FromGuid(value));
        }
    }

    [Fact]
    public void Every_value_is_read_by_the_interfaces_of_the_framework()
    {
        ReadsBack(AccountId.Parse("acme"), "acme", "a b");
        ReadsBack(UserId.Parse("ada@acme.example"), "ada@acme.example", "");
        ReadsBack(NodeId.Parse("web-1.0123"), "web-1.0123", "");
        ReadsBack(AuthTokenName.Parse("CI"), "CI", " ");
        ReadsBack(AuthTokenId.Parse("0123456789abcdef0123456789abcdef"), "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF");
        ReadsBack(ChangeId.Parse("0123456789abcdef0123456789abcdef"), "0123456789abcdef0123456789abcdef", "00000000000000000000000000000000");

        static void ReadsBack<T>(T value, string text, string invalid)
            where T : ISpanParsable<T>
        {
            Assert.Equal(value, T.Parse(text.AsSpan(), null));
            Assert.True(T.TryParse(text.AsSpan(), null, out var parsed) && value.Equals(parsed));
            Assert.False(T.TryParse(invalid.AsSpan(), null, out _));
            Assert.Throws<FormatException>(() => T.Parse(invalid.AsSpan(), null));
            StringReadsBack(value, text, invalid);
        }

        static void StringReadsBack<T>(T value, string text, string invalid)
            where T : IParsable<T>
        {
            Assert.Equal(value, T.Parse(text, null));
            Assert.True(T.TryParse(text, null, out var parsed) && value.Equals(parsed));
            Assert.False(T.TryParse(invalid, null, out _));
            Assert.False(T.TryParse(null, null, out _));
            Assert.Throws<FormatException>(() => T.Parse(invalid, null));
            Assert.Throws<ArgumentNullException>(() => T.Parse(null!, null));
        }
    }

    [Fact]
    public void A_default_id_has_an_empty_text_and_is_equal_to_no_id_that_was_made()
    {
        Assert.Equal(("", "", ""), (default(AccountId).Value, default(UserId).Value, default(NodeId).Value));
        Assert.Equal(("", "", ""), (default(AccountId).ToString(), default(UserId).ToString(), default(NodeId).ToString()));
        Assert.Equal((Guid.Empty, Guid.Empty), (default(AuthTokenId).ToGuid(), default(ChangeId).ToGuid()));
        Assert.Equal(new string('0', 32), default(AuthTokenId).ToString());
        Assert.False(NodeId.TryParse("", out var node) || node != default);
    }
}
