using TrackVia.ApiAccess.AspNetCore.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Credentials;

public class DataProtectionSecretProtectorTests
{
    private static readonly AccountId Acme = AccountId.Parse("acme");
    private static readonly AccountId Globex = AccountId.Parse("globex");
    private static readonly AuthTokenId Token = AuthTokenId.New();

    private readonly ForgetfulProvider _keys = new();

    [Fact]
    public void A_protected_secret_opens_for_its_purpose()
    {
        var secret = Credential.Generate(CredentialKind.AuthToken);
        var text = Protector.Protect(secret, SecretPurpose.AuthToken(Acme, Token));

        Assert.True(Protector.TryUnprotect(text, SecretPurpose.AuthToken(Acme, Token), out var opened));
        Assert.Equal(secret.Reveal(), opened.Reveal());
        Assert.DoesNotContain(secret.Reveal(), text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 2_048);
    }

    [Fact]
    public void A_protected_secret_does_not_open_for_another_account_or_token()
    {
        var text = Protector.Protect(Credential.Generate(CredentialKind.AuthToken), SecretPurpose.AuthToken(Acme, Token));

        Assert.False(Protector.TryUnprotect(text, SecretPurpose.AuthToken(Globex, Token), out _));
        Assert.False(Protector.TryUnprotect(text, SecretPurpose.AuthToken(Acme, AuthTokenId.New()), out _));
        Assert.False(Protector.TryUnprotect(text, SecretPurpose.ApiKey(Acme), out _));
    }

    [Fact] // R2
    public void A_lost_key_returns_false()
    {
        var text = Protector.Protect(Credential.Generate(CredentialKind.ApiKey), SecretPurpose.ApiKey(Acme));
        _keys.Forget();

        Assert.False(Protector.TryUnprotect(text, SecretPurpose.ApiKey(Acme), out var opened));
        Assert.Null(opened);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all!")]
    [InlineData("AAAA")]
    public void A_damaged_text_returns_false(string text) =>
        Assert.False(Protector.TryUnprotect(text, SecretPurpose.ApiKey(Acme), out _));

    private DataProtectionSecretProtector Protector => new(_keys);
}
