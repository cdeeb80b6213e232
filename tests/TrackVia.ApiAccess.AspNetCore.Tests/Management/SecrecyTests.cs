using System.Collections.Concurrent;
using System.Diagnostics;
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

    [Fact] // T53
    public async Task T53_A_secret_in_the_wrong_place_of_a_call_is_in_no_log_and_in_no_answer()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ApiAccessDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var answers = new List<Answer>();
        foreach (var secret in new[] { client.Token, client.UserKey, client.Token[..^1], client.Token[..20] })
        {
            foreach (var path in new[] { "users/SECRET", "users/SECRET%25", "users/%20SECRET", "tokens/SECRET/deactivate", "tokens/SECRET/resume", "tokens/SECRET/reveal", "SECRET" })
            {
                answers.Add(await client.Admin.PutAsync(With(path), """{"isEnabled":false}"""));
                answers.Add(await client.Admin.PostAsync(With(path)));
                answers.Add(await client.Admin.DeleteAsync(With(path)));
                answers.Add(await client.Admin.GetAsync(With(path)));
            }

            answers.Add(await client.Admin.DeleteAsync(With("tokens/SECRET")));
            answers.Add(await client.Admin.GetAsync(With("history?after=SECRET&take=SECRET")));
            answers.Add(await client.Admin.PutAsync(With("users/olivia@acme?fence=SECRET"), """{"isEnabled":true}"""));
            answers.Add(await client.Admin.PutAsync("users/olivia@acme", With("""{"SECRET":true}""")));
            answers.Add(await client.Admin.PutAsync("users/olivia@acme", With("""{"isEnabled":"SECRET"}""")));
            answers.Add(await client.Admin.PostAsync("tokens", With("""{"name":"N","expiresOn":"SECRET","userId":"SECRET"}""")));
            answers.Add(await client.Admin.PostAsync("tokens", With("""{"name":"N","expiresOn":"2027-01-31","userId":"SECRET/"}""")));
            answers.Add(await client.Admin.PostAsync("tokens", With("""{"name":"N","expiresOn":"2027-01-31","userId":"SECRET"}""")));
            answers.Add(await client.Admin.PostAsync("api-key", With("\"SECRET\"")));

            string With(string text) => text.Replace("SECRET", secret, StringComparison.Ordinal);
        }

        // What a cut token still has of the secret counts as well.
        var canaries = new[] { client.Token[4..20], client.UserKey[4..20] };
        Assert.Contains(site.Log.Own, line => line.Contains("tvt_[redacted]", StringComparison.Ordinal));
        Assert.All(canaries, canary =>
        {
            Assert.DoesNotContain(site.Log.Own, line => line.Contains(canary, StringComparison.Ordinal));
            Assert.DoesNotContain(answers, answer => (answer.Headers + answer.Body).Contains(canary, StringComparison.Ordinal));
            Assert.DoesNotContain(activities, activity => activity.TagObjects.Any(tag => tag.Value?.ToString()?.Contains(canary, StringComparison.Ordinal) == true));
        });
    }
}
