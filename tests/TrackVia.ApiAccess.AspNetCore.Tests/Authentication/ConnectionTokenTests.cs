using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Authentication;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class ConnectionTokenTests
{
    private static readonly CredentialDigest Digest = CredentialDigest.FromBytes([.. Enumerable.Range(1, CredentialDigest.Length).Select(i => (byte)i)]);

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
    public async Task A_token_that_a_connection_remembers_is_refused_once_it_is_revoked()
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

    [Fact]
    public async Task What_is_remembered_is_what_is_validated()
    {
        var (authorization, digest) = ("", default(CredentialDigest));
        await using var site = await TestSite.StartAsync(map: app =>
        {
            app.Use((context, next) =>
            {
                if (context.Request.Headers.Authorization is [{ } header] && header == authorization)
                {
                    ConnectionToken.Remember(context, header, digest);
                }

                return next(context);
            });
            app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
        });
        var client = await site.NewApiClientAsync();
        var other = (await client.Admin.CreateTokenAsync("integration@acme", "Other")).Json.GetProperty("id").GetString();
        await client.CallAsync();

        digest = (await site.Store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None)).FindToken(AuthTokenId.Parse(other))!.Digest;
        authorization = "Bearer " + client.Token;
        await client.CallAsync(); // Authenticated before it gets to the middleware above.

        Assert.Equal(other, (await client.CallAsync()).Json.GetProperty("token_id").GetString());
    }

    [Fact] // T1
    public void It_is_recognised_by_the_very_string_and_not_by_its_contents()
    {
        var context = Request("HTTP/1.1");
        const string header = "Bearer tvt_x";
        ConnectionToken.Remember(context, header, Digest);

        Assert.True(ConnectionToken.TryRecall(context, header, out var digest));
        Assert.Equal(Digest, digest);
        Assert.False(ConnectionToken.TryRecall(context, new string(header.AsSpan()), out _));
        Assert.False(ConnectionToken.TryRecall(context, null, out _));
    }

    [Fact]
    public void The_requests_of_an_HTTP_2_connection_share_nothing()
    {
        var context = Request("HTTP/2");
        const string header = "Bearer tvt_x";
        ConnectionToken.Remember(context, header, Digest);

        Assert.Empty(context.Features.Get<IConnectionItemsFeature>()!.Items);
        Assert.False(ConnectionToken.TryRecall(context, header, out _));
    }

    [Fact]
    public void A_server_without_connection_items_remembers_nothing()
    {
        var context = new DefaultHttpContext { Request = { Protocol = "HTTP/1.1" } };
        const string header = "Bearer tvt_x";
        ConnectionToken.Remember(context, header, Digest);

        Assert.False(ConnectionToken.TryRecall(context, header, out _));
    }

    private static DefaultHttpContext Request(string protocol)
    {
        var context = new DefaultHttpContext { Request = { Protocol = protocol } };
        context.Features.Set<IConnectionItemsFeature>(new Connection());
        return context;
    }

    private sealed class Connection : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
