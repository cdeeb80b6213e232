using System.Net;
using Microsoft.AspNetCore.Builder;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

/// <summary>Requests that share a connection share nothing else.</summary>
public sealed class SharedConnectionTests
{
    [Fact]
    public async Task Each_request_of_a_connection_acts_by_its_own_credentials()
    {
        var connections = new HashSet<string>();
        await using var site = await TestSite.StartAsync(map: app =>
        {
            app.Use((context, next) =>
            {
                connections.Add(context.Connection.Id);
                return next(context);
            });
            app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
        });
        var (acme, bolt) = (await site.NewApiClientAsync("acme"), await site.NewApiClientAsync("bolt"));
        connections.Clear();

        for (var round = 0; round < 4; round++)
        {
            foreach (var client in (ApiClient[])[acme, acme, bolt, acme])
            {
                Assert.Equal(client.TokenId, (await client.CallAsync()).Json.GetProperty("token_id").GetString());
            }

            Assert.Equal(HttpStatusCode.Unauthorized, (await site.GetApiAsync(bolt.UserKey, "Bearer " + acme.Token)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await site.GetApiAsync(null, "Bearer " + acme.Token)).Status);
        }

        Assert.Single(connections);
    }

    [Fact] // R16
    public async Task A_token_is_refused_on_a_connection_that_it_was_used_on_before_it_was_revoked()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        }

        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
    }
}
