using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Tests.Credentials;

/// <summary>T53: credentials are found in a text by their shape.</summary>
public sealed class CredentialTextTests
{
    [Theory]
    [InlineData("{0}", "tvt_[redacted]")]
    [InlineData("users/{0}/x", "users/tvt_[redacted]/x")]
    [InlineData("'{0}', '{0}'", "'tvt_[redacted]', 'tvt_[redacted]'")]
    [InlineData("x{0}-y", "xtvt_[redacted]-y")]
    public void T53_A_credential_is_redacted_anywhere_in_a_text(string text, string redacted)
    {
        var secret = Credential.Generate(CredentialKind.AuthToken).Reveal();

        Assert.Equal(redacted, CredentialText.Redact(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, secret)));
    }

    [Theory]
    [InlineData("tvk_0123456789", "tvk_[redacted]")]
    [InlineData("TVT_0123456789", "TVT_[redacted]")]
    [InlineData("tvt%5f0123456789", "tvt%5f[redacted]")]
    [InlineData("tvt%255F0123456789", "tvt%255F[redacted]")]
    public void T53_A_cut_or_re_encoded_credential_is_redacted_too(string text, string redacted) => Assert.Equal(redacted, CredentialText.Redact(text));

    [Theory]
    [InlineData("")]
    [InlineData("tvt_")]
    [InlineData("tvt_short")]
    [InlineData("a tv set_0123456789")]
    [InlineData("olivia@acme.example")]
    public void Other_text_stays_as_it_is(string text) => Assert.Same(text, CredentialText.Redact(text));

    [Fact]
    public void T53_An_id_that_is_a_credential_prints_as_redacted_and_keeps_its_value()
    {
        var secret = Credential.Generate(CredentialKind.AuthToken).Reveal();

        Assert.Equal("tvt_[redacted]", UserId.Parse(secret).ToString());
        Assert.Equal("tvt_[redacted]", AccountId.Parse(secret).ToString());
        Assert.Equal(secret, UserId.Parse(secret).Value);
    }

    [Fact]
    public void T53_The_message_about_an_invalid_id_holds_no_credential()
    {
        var secret = Credential.Generate(CredentialKind.AuthToken).Reveal();

        var error = Assert.Throws<FormatException>(() => UserId.Parse(secret + "/"));

        Assert.DoesNotContain(secret[4..12], error.Message, StringComparison.Ordinal);
    }
}
