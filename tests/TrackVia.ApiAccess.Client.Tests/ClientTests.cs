using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>Calls that arrive (R3).</summary>
public class ClientTests
{
    private static readonly Uri Orders = new("orders", UriKind.Relative);

    [Fact]
    public async Task R3_A_client_that_is_registered_in_one_line_calls_the_API()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);

        Assert.Equal("integration@acme", await caller.Client.GetStringAsync(Orders));
    }

    [Fact]
    public async Task A_call_that_blocks_its_thread_carries_the_credentials_too()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);

        using var request = new HttpRequestMessage(HttpMethod.Get, Orders);
        using var response = caller.Client.Send(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_is_registered_twice_sends_its_credentials_once()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api, more: client => client.AddApiAccess(options => options.UseUserKeyAlias = true));

        Assert.Equal("integration@acme", await caller.Client.GetStringAsync(Orders));

        Assert.True(api.Requests.Last().ContainsKey("user-key"));
    }

    [Fact]
    public async Task The_API_key_goes_by_the_alias_where_that_is_asked_for()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api, options => options.UseUserKeyAlias = true);

        Assert.Equal("integration@acme", await caller.Client.GetStringAsync(Orders));

        Assert.True(api.Requests.Last().ContainsKey("user-key"));
        Assert.False(api.Requests.Last().ContainsKey("user_key"));
    }

    [Fact]
    public async Task A_new_token_in_the_configuration_counts_without_a_restart()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.OfConfiguration(api);
        var client = caller.Client;
        Assert.Equal("integration@acme", await client.GetStringAsync(Orders));
        await api.RotateAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Orders)).StatusCode);

        caller.Configuration!["Crm:AuthToken"] = api.Token;
        caller.Configuration.Reload();

        Assert.Equal("integration@acme", await client.GetStringAsync(Orders));
    }

    [Fact]
    public async Task T54_A_bad_token_in_a_reload_fails_calls_with_its_name_until_it_is_mended()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.OfConfiguration(api);
        var client = caller.Client;
        await client.GetStringAsync(Orders);

        caller.Configuration!["Crm:AuthToken"] = "Bearer " + api.Token;
        Assert.NotNull(Record.Exception(caller.Configuration.Reload)); // A file's provider reloads on a thread of its own.
        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => client.GetAsync(Orders));
        Assert.Contains("AuthToken of the client 'orders'", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Token, thrown.ToString(), StringComparison.Ordinal);

        caller.Configuration["Crm:AuthToken"] = api.Token + "\n";
        caller.Configuration.Reload();

        Assert.Equal("integration@acme", await client.GetStringAsync(Orders));
    }

    [Fact]
    public async Task A_request_keeps_no_credential_and_so_can_be_sent_again()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);
        using var client = new HttpMessageInvoker(caller.Service<IHttpMessageHandlerFactory>().CreateHandler("orders"), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Address, Orders));

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request, CancellationToken.None)).StatusCode);
        Assert.Empty(request.Headers);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request, CancellationToken.None)).StatusCode);
    }

    [Fact]
    public async Task T38_Nothing_that_is_logged_holds_a_credential()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);

        await caller.Client.GetStringAsync(Orders);

        var log = string.Join('\n', caller.Log.Lines.Select(line => line.Text));
        Assert.Contains("user_key: *", log, StringComparison.Ordinal);
        Assert.Contains("Authorization: *", log, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Key, log, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Token, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T38_A_host_that_prints_other_headers_still_prints_no_credential()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api, more: client => client.RedactLoggedHeaders(_ => false));

        await caller.Client.GetStringAsync(Orders);

        var log = string.Join('\n', caller.Log.Lines.Select(line => line.Text));
        Assert.Contains("Date: ", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Date: *", log, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Key, log, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Token, log, StringComparison.Ordinal);
    }
}
