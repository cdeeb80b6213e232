using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>Credentials go to the API and nowhere else (T38).</summary>
public class ElsewhereTests
{
    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await Api.StartAsync();
        await using var api = await Api.StartAsync(redirect: new Uri(elsewhere.Address, "orders"));
        await using var caller = Caller.Of(api);

        using var response = await caller.Client.GetAsync(new Uri("moved", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_primary_handler_that_follows_redirects_is_refused_before_anything_is_sent()
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api, more: client => client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler()));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => caller.Client.GetAsync(new Uri("orders", UriKind.Relative)));

        Assert.Contains("AllowAutoRedirect", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_request_to_another_port_is_refused_before_anything_is_sent()
    {
        await using var elsewhere = await Api.StartAsync();
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => caller.Client.GetAsync(new Uri(elsewhere.Address, "orders")));

        Assert.Contains(elsewhere.Address.Authority, thrown.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("Authorization", "Bearer mine")]
    [InlineData("user_key", "mine")]
    [InlineData("User-Key", "mine")]
    public async Task A_credential_that_a_request_has_already_is_neither_replaced_nor_doubled(string header, string value)
    {
        await using var api = await Api.StartAsync();
        await using var caller = Caller.Of(api);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("orders", UriKind.Relative));
        request.Headers.Add(header, value);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => caller.Client.SendAsync(request));

        Assert.Contains(header, thrown.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mine", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }
}
