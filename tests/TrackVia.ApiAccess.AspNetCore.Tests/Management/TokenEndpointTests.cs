using System.Net;
using System.Text.Json;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class TokenEndpointTests
{
    private const string User = "integration@acme";
    private const string UnknownId = "00000000000000000000000000000001";

    [Fact]
    public async Task The_list_shows_when_and_from_where_a_token_was_last_used_if_that_is_known()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var unused = (await client.Admin.CreateTokenAsync("integration@acme", "Unused")).Json.GetProperty("id").GetString();
        await site.Store.RecordUsageAsync(
            [new TokenUsage
            {
                AccountId = AccountId.Parse("acme"),
                TokenId = AuthTokenId.Parse(client.TokenId),
                At = TestSite.Start + Duration.FromHours(1),
                ClientAddress = IPAddress.Parse("2001:db8::9"),
            }],
            CancellationToken.None);

        var tokens = (await client.Admin.GetAsync("tokens")).Json.GetProperty("tokens").EnumerateArray().ToDictionary(token => token.GetProperty("id").GetString()!);

        Assert.Equal("2026-11-23T13:00:00Z", tokens[client.TokenId].GetProperty("lastUsedAt").GetString());
        Assert.Equal("2001:db8::9", tokens[client.TokenId].GetProperty("lastUsedFrom").GetString());
        Assert.False(tokens[unused!].TryGetProperty("lastUsedAt", out _));
        Assert.False(tokens[unused!].TryGetProperty("lastUsedFrom", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_s_address_is_recorded_where_the_host_wants_it(bool isWanted)
    {
        await using var site = await TestSite.StartAsync(
            scheme => scheme.RecordClientAddress = isWanted, options => options.TokenUsageFlushInterval = TimeSpan.FromSeconds(1));
        var client = await site.NewApiClientAsync();
        var other = (await client.Admin.CreateTokenAsync("integration@acme", "Other")).Json.GetProperty("secret").GetString();
        Assert.Equal(HttpStatusCode.OK, (await site.GetApiAsync(client.UserKey, "Bearer " + other)).Status); // From the store. The next one is judged in memory.
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);

        for (var look = 0; (await ListAsync()).Any(token => !token.TryGetProperty("lastUsedAt", out _)); look++)
        {
            Assert.True(look < 300, "The uses were not written down.");
            await Task.Delay(TimeSpan.FromMilliseconds(100)); // They are written down every second.
        }

        Assert.All(await ListAsync(), one => Assert.Equal(
            isWanted ? "127.0.0.1" : null, one.TryGetProperty("lastUsedFrom", out var address) ? address.GetString() : null));

        async Task<IReadOnlyList<JsonElement>> ListAsync() => [.. (await client.Admin.GetAsync("tokens")).Json.GetProperty("tokens").EnumerateArray()];
    }

    [Fact] // R11, R13, R14
    public async Task A_new_token_is_201_with_its_secret_and_listed_without_it()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);

        var created = await admin.CreateTokenAsync(User, expiresOn: "2027-01-31");
        var list = (await admin.GetAsync("tokens")).Json;

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var secret = created.Json.GetProperty("secret").GetString()!;
        var token = list.GetProperty("tokens")[0];
        Assert.Equal(100, list.GetProperty("limit").GetInt32());
        Assert.Equal(
            ["id", "name", "userId", "state", "expiresAt", "createdAt", "hint"], token.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Nightly import", token.GetProperty("name").GetString());
        Assert.Equal(User, token.GetProperty("userId").GetString());
        Assert.Equal("active", token.GetProperty("state").GetString());
        Assert.Equal("2027-01-31T00:00:00Z", token.GetProperty("expiresAt").GetString());
        Assert.Equal("2026-11-23T12:00:00Z", token.GetProperty("createdAt").GetString());
        Assert.Equal(secret[^4..], token.GetProperty("hint").GetString());
    }

    [Fact] // R15, R16
    public async Task A_token_is_led_through_its_lifecycle()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var path = $"tokens/{client.TokenId}";

        Assert.Equal("deactivated", State(await client.Admin.PostAsync($"{path}/deactivate")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
        Assert.Equal("active", State(await client.Admin.PostAsync($"{path}/resume")));
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        await client.Admin.PostAsync($"{path}/deactivate");
        Assert.Equal(HttpStatusCode.NoContent, (await client.Admin.DeleteAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Admin.DeleteAsync(path)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
    }

    [Fact] // R13, T14
    public async Task A_token_expires_at_midnight_UTC_of_its_date()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var expiry = NodaTime.Instant.FromUtc(2027, 1, 31, 0, 0);

        site.Clock.Reset(expiry - NodaTime.Duration.Epsilon);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);

        site.Clock.Reset(expiry);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
        Assert.Equal("expired", (await client.Admin.GetAsync("tokens")).Json.GetProperty("tokens")[0].GetProperty("state").GetString());
    }

    [Theory] // R17
    [InlineData("", "POST", "/resume", "tokenAlreadyActive")]
    [InlineData("", "DELETE", "", "tokenStillActive")]
    [InlineData("/deactivate", "POST", "/deactivate", "tokenAlreadyDeactivated")]
    [InlineData("expired", "POST", "/deactivate", "tokenExpired")]
    [InlineData("expired", "POST", "/resume", "tokenExpired")]
    public async Task What_the_state_forbids_is_409_with_the_reason(string before, string method, string command, string reason)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        if (before == "expired")
        {
            site.Clock.AdvanceDays(100);
        }
        else if (before.Length > 0)
        {
            await client.Admin.PostAsync($"tokens/{client.TokenId}{before}");
        }

        var answer = await client.Admin.SendAsync(new HttpMethod(method), $"tokens/{client.TokenId}{command}", null);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(reason, answer.Reason);
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Fact] // R10
    public async Task The_101st_token_is_409()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await admin.CreateTokenAsync(User)).Status);
        }

        var answer = await admin.CreateTokenAsync(User);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("tokenLimitReached", answer.Reason);
    }

    [Theory] // R11, R12, R22, T12, T15, T16
    [InlineData("name", "\"\"")]
    [InlineData("name", "null")]
    [InlineData("name", "\"a\\u0007b\"")]
    [InlineData("name", "\"\\u202egnp.exe\"")]
    [InlineData("name", "\"zero\\u200bwidth\"")]
    [InlineData("expiresOn", "null")]
    [InlineData("expiresOn", "\"\"")]
    [InlineData("expiresOn", "\"2027-02-29\"")]
    [InlineData("expiresOn", "\"2027-1-31\"")]
    [InlineData("expiresOn", "\"31.01.2027\"")]
    [InlineData("expiresOn", "\"2027-01-31T00:00:00Z\"")]
    [InlineData("expiresOn", "\"12027-01-31\"")]
    [InlineData("expiresOn", "\"2026-11-23\"")]
    [InlineData("expiresOn", "\"2026-11-22\"")]
    [InlineData("userId", "null")]
    [InlineData("userId", "\"a b\"")]
    [InlineData("userId", "\"nobody@acme\"")]
    [InlineData("userId", "\"olivia@acme\"")]
    [InlineData("userId", "\"integration@globex\"")]
    [InlineData("userId", "\"'; DROP TABLE tokens; --\"")]
    public async Task A_field_that_breaks_a_rule_is_400_and_named(string field, string value)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);
        var fields = new Dictionary<string, string> { ["name"] = "\"N\"", ["expiresOn"] = "\"2027-01-31\"", ["userId"] = $"\"{User}\"" };
        fields[field] = value;

        var answer = await admin.PostAsync("tokens", "{" + string.Join(",", fields.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([field], answer.Fields);
        Assert.NotEmpty(answer.Error(field));
        Assert.Empty((await admin.GetAsync("tokens")).Json.GetProperty("tokens").EnumerateArray());
    }

    [Fact]
    public async Task All_fields_that_break_a_rule_are_named_at_once()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await AdminAsync(site)).PostAsync("tokens", "{}");

        Assert.Equal(["name", "expiresOn", "userId"], answer.Fields);
    }

    [Fact] // R11
    public async Task A_disabled_user_gets_no_token()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);
        await admin.PutAsync($"users/{User}", """{"isEnabled":false}""");

        var answer = await admin.CreateTokenAsync(User);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("userDisabled", answer.Reason);
        Assert.Equal(["userId"], answer.Fields);
    }

    [Theory] // T12
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("\ud83d\udd11 key")]
    public async Task A_name_comes_back_as_the_text_that_it_is(string name)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);

        await admin.PostAsync("tokens", JsonSerializer.Serialize(new { name, expiresOn = "2027-01-31", userId = User }));
        var list = await admin.GetAsync("tokens");

        Assert.Equal(name, list.Json.GetProperty("tokens")[0].GetProperty("name").GetString());
        Assert.DoesNotContain("<img", list.Body, StringComparison.Ordinal);
    }

    [Fact] // T12
    public async Task A_name_is_kept_in_its_composed_form()
    {
        await using var site = await TestSite.StartAsync();

        var created = await (await AdminAsync(site)).CreateTokenAsync(User, name: "e\u0301");

        Assert.Equal("\u00e9", created.Json.GetProperty("name").GetString());
    }

    [Theory] // T13
    [InlineData("nonsense")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("%27%20OR%201%3D1--")]
    [InlineData("0000000000000000000000000000000A")]
    public async Task An_id_that_does_not_parse_is_400(string id)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await AdminAsync(site);

        foreach (var (method, command) in Commands)
        {
            var answer = await admin.SendAsync(method, $"tokens/{id}{command}", null);

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal(["id"], answer.Fields);
        }
    }

    [Fact]
    public async Task T11_Another_accounts_token_is_404_like_an_unknown_one_and_is_in_the_security_log()
    {
        await using var site = await TestSite.StartAsync();
        var other = await site.NewApiClientAsync("globex");
        var admin = await AdminAsync(site);

        foreach (var (method, command) in Commands)
        {
            var foreign = await admin.SendAsync(method, $"tokens/{other.TokenId}{command}", null);
            var unknown = await admin.SendAsync(method, $"tokens/{UnknownId}{command}", null);

            Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
            Assert.Equal(unknown.Body, foreign.Body.Replace(other.TokenId, UnknownId, StringComparison.Ordinal));
        }

        Assert.Equal(HttpStatusCode.OK, (await other.CallAsync()).Status);
        Assert.Equal(Commands.Length, site.Log.Lines.Count(line => line.EventId == 311 && line.Text.Contains(other.TokenId, StringComparison.Ordinal)));
    }

    [Fact] // R14, R26
    public async Task A_kept_secret_is_revealed_and_the_reveal_is_in_the_history()
    {
        await using var site = await TestSite.StartAsync(options: options => options.KeepTokenSecrets = true);
        var client = await site.NewApiClientAsync();

        var revealed = await client.Admin.PostAsync($"tokens/{client.TokenId}/reveal");
        var history = (await client.Admin.GetAsync("history")).Json.GetProperty("entries");

        Assert.Equal(HttpStatusCode.OK, revealed.Status);
        Assert.Equal(client.Token, revealed.Json.GetProperty("secret").GetString());
        Assert.Equal("no-store", revealed.Header("Cache-Control"));
        Assert.Equal("authTokenRevealed", history[history.GetArrayLength() - 1].GetProperty("change").GetString());
    }

    [Fact] // R14
    public async Task A_secret_that_is_not_kept_is_404()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await client.Admin.PostAsync($"tokens/{client.TokenId}/reveal");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("secretNotKept", answer.Reason);
    }

    private static (HttpMethod Method, string Command)[] Commands { get; } =
        [(HttpMethod.Post, "/deactivate"), (HttpMethod.Post, "/resume"), (HttpMethod.Post, "/reveal"), (HttpMethod.Delete, "")];

    private static string? State(Answer answer) => answer.Json.GetProperty("state").GetString();

    private static async Task<ConsoleUser> AdminAsync(TestSite site)
    {
        var admin = await site.SignInAsync();
        await admin.DesignateAsync(User);
        return admin;
    }
}
