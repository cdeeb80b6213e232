using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>Missing options are reported at start, and the message never repeats a credential, not even an invalid one (T38).</summary>
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
    [InlineData(Key, Token + "\n1", "AuthToken")]
    [InlineData(null, Token, "ApiKey")]
    [InlineData(Key, "", "AuthToken")]
    public void Text_that_is_not_a_credential_is_refused_and_not_repeated(string? key, string? token, string option)
    {
        var fault = Fault("https://crm.example/", key, token);

        Assert.Contains($"{option} of the client 'orders'", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("00000", fault, StringComparison.Ordinal);
    }

    [Theory] // T54
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData(" \t", " ")]
    [InlineData("\uFEFF", "\n")]
    [InlineData("\u00A0", "\u2028")]
    public void T54_White_space_and_a_byte_order_mark_around_a_credential_are_removed(string before, string after)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("orders").AddApiAccess(options => Set(options, "https://crm.example/", before + Key + after, before + Token + after));
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptionsMonitor<ApiAccessClientOptions>>().Get("orders");

        Assert.Equal((Key, Token), (options.ApiKey, options.AuthToken));
    }

    [Theory]
    [InlineData(Key, "\"" + Token + "\"", "AuthToken of the client 'orders' is in quotes")]
    [InlineData(Key, "'" + Token + "'", "AuthToken of the client 'orders' is in quotes")]
    [InlineData(Key, "Bearer " + Token, "AuthToken of the client 'orders' has text before the auth token, such as 'Bearer'")]
    [InlineData("user_key=" + Key, Token, "ApiKey of the client 'orders' has text before the API key")]
    [InlineData(Token, Key, "ApiKey of the client 'orders' holds an auth token. Are ApiKey and AuthToken swapped?")]
    [InlineData(Token, Key, "AuthToken of the client 'orders' holds an API key. Are ApiKey and AuthToken swapped?")]
    [InlineData(Key, "tvt_00000000000000000000000\n00000000000000000000000000", "AuthToken of the client 'orders' has white space or a line break within it")]
    [InlineData(Key, "tvt_000", "AuthToken of the client 'orders' is incomplete")]
    [InlineData(Key, "$(TOKEN)", "AuthToken of the client 'orders' is not an auth token")]
    [InlineData(Key, "\n", "AuthToken of the client 'orders' is not set")]
    public void T54_The_message_names_what_is_wrong_with_a_credential_and_does_not_repeat_it(string key, string token, string expected)
    {
        var fault = Fault("https://crm.example/", key, token);

        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("000", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("$(", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://crm.example/", true, false, null)]
    [InlineData("http://crm/", true, true, null)]
    [InlineData("https+http://crm/", false, true, null)]
    [InlineData("http+https://_public.crm/", false, true, null)]
    [InlineData("https://crm/", false, true, null)]
    [InlineData("http://crm.example/", false, false, "AllowInsecureHttp")]
    [InlineData("http://crm/", false, true, "AllowInsecureHttp")]
    [InlineData("https+http://crm/", true, false, "UseServiceDiscovery")]
    [InlineData("ftp://crm/", true, true, "https://")]
    [InlineData("http://user:secret@crm.example/", false, false, "'http://crm.example'")]
    public void Plain_http_and_names_of_services_need_an_option_of_their_own(string address, bool allowsHttp, bool usesDiscovery, string? remedy)
    {
        var fault = Fault(address, Key, Token, options => (options.AllowInsecureHttp, options.UseServiceDiscovery) = (allowsHttp, usesDiscovery));

        Assert.Equal(remedy is null, fault is null);
        Assert.Contains(remedy ?? "", fault ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault ?? "", StringComparison.Ordinal);
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

    private static string? Fault(string? address, string? key, string? token, Action<ApiAccessClientOptions>? more = null)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("orders").AddApiAccess(options =>
        {
            Set(options, address, key, token);
            more?.Invoke(options);
        });
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
        (options.BaseAddress, options.ApiKey, options.AuthToken) = (address is null ? null : new Uri(address), key, token);
}
