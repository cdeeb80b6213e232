using TrackVia.ApiAccess.Protection;

namespace TrackVia.ApiAccess.Tests.Credentials;

public sealed class EphemeralSecretProtectorTests
{
    private static readonly SecretPurpose Purpose = SecretPurpose.AuthToken(Acme.Id, AuthTokenId.New());

    private readonly EphemeralSecretProtector _protector = new();
    private readonly Credential _secret = Credential.Generate(CredentialKind.AuthToken);

    [Fact]
    public void R14_What_was_protected_opens_for_its_purpose()
    {
        Assert.True(_protector.TryUnprotect(_protector.Protect(_secret, Purpose), Purpose, out var opened));
        Assert.Equal(_secret.Reveal(), opened.Reveal());
    }

    [Fact]
    public void R14_It_opens_for_no_other_account_token_or_kind()
    {
        var text = _protector.Protect(_secret, Purpose);

        Assert.False(_protector.TryUnprotect(text, SecretPurpose.AuthToken(Acme.Id, AuthTokenId.New()), out _));
        Assert.False(_protector.TryUnprotect(text, SecretPurpose.AuthToken(AccountId.Parse("globex"), Purpose.TokenId!.Value), out _));
        Assert.False(_protector.TryUnprotect(text, SecretPurpose.ApiKey(Acme.Id), out _));
    }

    [Fact]
    public void R2_Another_processs_key_does_not_open_it()
    {
        var restarted = new EphemeralSecretProtector();

        Assert.False(restarted.TryUnprotect(_protector.Protect(_secret, Purpose), Purpose, out _));
    }

    [Fact]
    public void T38_The_same_secret_never_gives_the_same_text() =>
        Assert.NotEqual(_protector.Protect(_secret, Purpose), _protector.Protect(_secret, Purpose));

    [Fact]
    public void A_text_that_was_changed_anywhere_does_not_open()
    {
        var sealedSecret = Convert.FromBase64String(_protector.Protect(_secret, Purpose));
        for (var i = 0; i < sealedSecret.Length; i++)
        {
            sealedSecret[i] ^= 1;
            Assert.False(_protector.TryUnprotect(Convert.ToBase64String(sealedSecret), Purpose, out _));
            sealedSecret[i] ^= 1;
        }
    }

    [Fact]
    public Task Many_threads_protect_and_open_at_once() => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
        () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                Assert.True(_protector.TryUnprotect(_protector.Protect(_secret, Purpose), Purpose, out var opened));
                Assert.Equal(_secret.Reveal(), opened.Reveal());
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default)));

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("AAAA")]
    public void A_text_that_it_never_gave_does_not_open(string text) => Assert.False(_protector.TryUnprotect(text, Purpose, out _));
}
