using System.Net;
using System.Net.Http.Json;

namespace HostApp.Tests;

/// <summary>The limits on sign-in and on refused credentials, which never touch valid ones.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_user_who_signs_in_too_often_has_to_wait()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:SignInsPerMinute", "2");
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(host, "wrong"));
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(host, host.Password));

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(host, host.Password));
    }

    [Fact]
    public async Task A_client_that_tries_wrong_tokens_waits_and_valid_tokens_from_the_same_address_do_not()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:RefusalsPerMinute", "2");
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        var wrong = "tvt_" + token.Secret;
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(key, wrong));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(key, wrong));

        Assert.Equal(HttpStatusCode.TooManyRequests, await host.CallAsync(key, wrong));
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token.Secret));
    }

    [Fact]
    public async Task An_IPv6_client_that_changes_its_address_within_its_network_waits_too()
    {
        using var host = await SampleHost.StartAsync(
            _folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:SignInsPerMinute", "2", "--HostApp:KnownProxy", "127.0.0.1");
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(host, "wrong", "2001:db8::1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(host, "wrong", "2001:db8::2"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(host, host.Password, "2001:db8::ffff:ffff:ffff:ffff"));
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(host, host.Password, "2001:db8:0:1::1"));
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(host, host.Password, "192.0.2.1"));
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(host, host.Password, "192.0.2.2"));
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(host, host.Password, "::ffff:192.0.2.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(host, host.Password, "192.0.2.2"));
    }

    private static async Task<HttpStatusCode> SignInAsync(SampleHost host, string password, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "session") { Content = JsonContent.Create(new { userName = Admin, password }) };
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        using var response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
