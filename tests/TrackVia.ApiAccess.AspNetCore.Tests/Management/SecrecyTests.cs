using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class SecrecyTests
{
    [Fact] // T38
    public async Task No_secret_is_in_the_librarys_own_logs_at_Trace_or_in_any_refusal()
    {
        await using var site = await TestSite.StartAsync(
            scheme =>
            {
                scheme.AllowUserKeyInQuery = true;
                scheme.AllowAccessTokenInQuery = true;
            },
            options => options.KeepTokenSecrets = true);
        var client = await site.NewApiClientAsync();
        var other = await site.NewApiClientAsync("globex");
        await client.CallAsync();
        await client.Admin.PostAsync($"tokens/{client.TokenId}/reveal");

        var refusals = new List<Answer>
        {
            await site.GetApiAsync(other.UserKey, "Bearer " + client.Token),
            await site.GetApiAsync(client.UserKey, "Bearer " + client.Token, $"/api?user_key={client.UserKey}"),
            await site.GetApiAsync(null, null, $"/api?user_key={client.UserKey}&access_token={client.Token}x"),
            await client.CallAsync("/api/never"),
            await client.Admin.PostAsync("api-key"),
            await client.Admin.PostAsync("tokens", $$"""{"name":"N","secret":"{{client.Token}}"}"""),
            await client.Admin.GetAsync("history"),
        };
        site.Store.Failure = new StoreUnavailableException();
        refusals.Add(await client.CallAsync());
        refusals.Add(await client.Admin.GetAsync("tokens"));

        string[] secrets = [client.UserKey, client.Token, other.UserKey, other.Token];
        Assert.Contains(HttpStatusCode.ServiceUnavailable, refusals.Select(refusal => refusal.Status));
        Assert.NotEmpty(site.Log.Own);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(site.Log.Own, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(refusals, refusal => (refusal.Headers + refusal.Body).Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact] // T39
    public async Task A_header_or_a_name_forges_no_log_line()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        await site.GetApiAsync("\u001b[31mforged", "Bearer \u001b[31mforged");
        await client.Admin.CreateTokenAsync("integration@acme", name: "a\\r\\nforged\\u001b[31m");

        Assert.DoesNotContain(site.Log.Own, line => line.Contains("forged", StringComparison.Ordinal));
    }
}
