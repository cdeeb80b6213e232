using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Credentials;

/// <summary>T57: why a secret cannot be shown, with two hosts over one folder of keys.</summary>
public sealed class ApplicationNameTests : IDisposable
{
    private static readonly SecretPurpose Purpose = SecretPurpose.ApiKey(AccountId.Parse("acme"));

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("apiaccess-keys-");
    private readonly LogLines _log = new();

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public void T57_A_second_release_under_another_application_name_logs_that_the_name_differs()
    {
        var text = Protect("release 1", out var clear);

        AssertCause("release 2", text, "SetApplicationName", clear);
        Assert.DoesNotContain("is not among the keys", Cause(), StringComparison.Ordinal);
    }

    [Fact]
    public void T57_A_missing_key_is_reported_by_its_id()
    {
        var text = Protect("host", out var clear);
        var file = Assert.Single(_keys.GetFiles());
        file.Delete();

        AssertCause("host", text, "is not among the keys of this host", clear);
        Assert.Contains(Path.GetFileNameWithoutExtension(file.Name)["key-".Length..], Cause(), StringComparison.Ordinal);
    }

    [Fact]
    public void T57_A_revoked_key_is_reported_as_revoked()
    {
        var text = Protect("host", out var clear);
        using (var services = Host("host"))
        {
            services.GetRequiredService<IKeyManager>().RevokeAllKeys(DateTimeOffset.MaxValue);
        }

        AssertCause("host", text, "was revoked", clear);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all, and long enough to hold a header!")]
    public void T57_A_text_that_Data_Protection_did_not_create_is_reported_as_foreign(string text) => AssertCause("host", text, "restore the database", "never");

    [Fact]
    public void T57_The_same_name_and_keys_show_the_secret_and_log_nothing()
    {
        var text = Protect("host", out var clear);
        using var services = Host("host");

        Assert.True(services.GetRequiredService<ISecretProtector>().TryUnprotect(text, Purpose, out var opened));
        Assert.Equal(clear, opened.Reveal());
        Assert.Empty(_log.Own);
    }

    private string Protect(string applicationName, out string clear)
    {
        var key = Credential.Generate(CredentialKind.ApiKey);
        clear = key.Reveal();
        using var services = Host(applicationName);
        return services.GetRequiredService<ISecretProtector>().Protect(key, Purpose);
    }

    private void AssertCause(string applicationName, string text, string cause, string clear)
    {
        using var services = Host(applicationName);

        Assert.False(services.GetRequiredService<ISecretProtector>().TryUnprotect(text, Purpose, out _));
        Assert.Contains(cause, Cause(), StringComparison.Ordinal);
        Assert.DoesNotContain(clear, Cause(), StringComparison.Ordinal);
    }

    private string Cause() => Assert.Single(_log.Own);

    private ServiceProvider Host(string applicationName)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddDataProtection().SetApplicationName(applicationName).PersistKeysToFileSystem(_keys);
        services.AddApiAccess().UseDataProtection();
        return services.BuildServiceProvider();
    }
}
