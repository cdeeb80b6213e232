using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>What is missing is told at start, and no credential is repeated, not even a wrong one (T38).</summary>
public class OptionsTests
{
    private const string Key = "tvk_0000000000000000000000000000000000000000000000000";
    private const string Token = "tvt_0000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("https://crm.example/")]
    [InlineData("http://127.0.0.1:5080/")]
    [InlineData("http://localhost/crm/")]
    [InlineData("http://[::1]/")]
    public void Addresses_by_https_or_on_this_machine_are_fine(string address) => Assert.Null(Fault(address, Key, Token));

    [Theory]
    [InlineData("http://crm.example/")]
    [InlineData("http://127.0.0.1.example/")]
    [InlineData("ftp://crm.example/")]
    [InlineData(null)]
    public void Other_addresses_are_refused(string? address) => Assert.Contains("Address of the client 'orders'", Fault(address, Key, Token), StringComparison.Ordinal);

    [Theory]
    [InlineData(Token, Token, "ApiKey")]
    [InlineData(Key, Key, "AuthToken")]
    [InlineData(Key + "1", Token, "ApiKey")]
    [InlineData(Key, Token + "\n", "AuthToken")]
    [InlineData(null, Token, "ApiKey")]
    [InlineData(Key, "", "AuthToken")]
    public void What_is_no_credential_is_refused_and_not_repeated(string? key, string? token, string option)
    {
        var fault = Fault("https://crm.example/", key, token);

        Assert.Contains($"{option} of the client 'orders'", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("00000", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clients_keep_their_own_credentials()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("first").AddApiAccess(options => Set(options, "https://first.example/", Key, Token));
        services.AddHttpClient("second").AddApiAccess(options => Set(options, "https://second.example/", Key, Token));
        using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IHttpClientFactory>();

        Assert.Equal("first.example", factory.CreateClient("first").BaseAddress!.Host);
        Assert.Equal("second.example", factory.CreateClient("second").BaseAddress!.Host);
    }

    private static string? Fault(string? address, string? key, string? token)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("orders").AddApiAccess(options => Set(options, address, key, token));
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Message;
        }
    }

    private static void Set(ApiAccessClientOptions options, string? address, string? key, string? token) =>
        (options.Address, options.ApiKey, options.AuthToken) = (address is null ? null : new Uri(address), key, token);
}
