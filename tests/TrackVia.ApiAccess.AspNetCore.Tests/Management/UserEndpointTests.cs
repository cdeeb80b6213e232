using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class UserEndpointTests
{
    [Fact] // R4, R20
    public async Task A_user_is_designated_and_listed_so()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        var set = await admin.PutAsync("users/integration@acme", """{"isApiUser":true,"isEnabled":true}""");
        var users = (await admin.GetAsync("users")).Json.GetProperty("users").EnumerateArray();

        Assert.Equal(HttpStatusCode.OK, set.Status);
        Assert.Equal("""{"id":"integration@acme","isApiUser":true,"isEnabled":true}""", set.Body);
        Assert.Equal(
            """{"id":"integration@acme","displayName":"integration","isActive":true,"isApiUser":true,"isEnabled":true}""",
            Assert.Single(users, user => user.GetProperty("isApiUser").GetBoolean()).GetRawText());
    }

    [Fact] // R4
    public async Task A_Super_Admin_without_access_to_user_profiles_sees_users_and_changes_none()
    {
        await using var site = await TestSite.StartAsync();
        var keeper = await site.SignInAsync("keeper@acme");

        var set = await keeper.PutAsync("users/integration@acme", """{"isApiUser":true}""");

        Assert.Equal(HttpStatusCode.Forbidden, set.Status);
        Assert.Equal("userProfileAccessRequired", set.Reason);
        Assert.Equal(HttpStatusCode.OK, (await keeper.GetAsync("users")).Status);
    }

    [Fact] // R4
    public async Task An_inactive_user_cannot_be_designated()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).PutAsync("users/left@acme", """{"isApiUser":true}""");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("userNotActive", answer.Reason);
    }

    [Theory]
    [InlineData("nobody@acme")]
    [InlineData("integration@globex")]
    public async Task T11_Another_accounts_user_is_404_and_is_in_the_security_log(string userId)
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).PutAsync($"users/{userId}", """{"isApiUser":true}""");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("userNotFound", answer.Reason);
        Assert.Single(site.Log.Lines, line => line.EventId == 311 && line.Text.Contains(userId, StringComparison.Ordinal));
    }

    [Theory] // T13, T39
    [InlineData("a%20b")]
    [InlineData("a%0D%0Aforged")]
    [InlineData("%1B%5B31mred")]
    public async Task A_user_id_that_does_not_parse_is_400(string userId)
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).PutAsync($"users/{userId}", """{"isApiUser":true}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["userId"], answer.Fields);
        Assert.DoesNotContain(site.Log.Own, line => line.Contains('\n', StringComparison.Ordinal) || line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_sets_nothing_is_400()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).PutAsync("users/integration@acme", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["body"], answer.Fields);
    }

    [Fact] // R4
    public async Task The_hosts_users_are_searched_page_by_page()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = (await admin.GetAsync($"users?search=E&take=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}")).Json;
            names.AddRange(page.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("displayName").GetString()!));
            after = page.TryGetProperty("after", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(["admin", "integration", "keeper", "left", "olivia"], names); // Each id contains the account's name, acme.
    }

    [Fact] // R11
    public async Task A_search_for_users_to_assign_finds_only_API_Users_who_are_enabled()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.DesignateAsync("integration@acme");
        await admin.DesignateAsync("olivia@acme");
        await admin.PutAsync("users/olivia@acme", """{"isEnabled":false}""");

        Assert.Equal(["integration@acme"], Ids(await admin.GetAsync("users?assignable=true")));
        Assert.Equal(["integration@acme"], Ids(await admin.GetAsync("users?assignable=true&search=inte")));
        Assert.Equal([], Ids(await admin.GetAsync("users?assignable=true&search=olivia")));
        Assert.Equal(["integration@acme", "olivia@acme"], Ids(await admin.GetAsync("users")));
    }

    [Fact]
    public async Task Users_are_named_by_their_ids()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).GetAsync("users?id=olivia@acme&id=gone@acme&id=olivia@acme&id=admin@globex");

        Assert.Equal(
            """
            {"users":[{"id":"olivia@acme","displayName":"olivia","isActive":true,"isApiUser":false,"isEnabled":true},
            {"id":"gone@acme","displayName":"gone@acme","isActive":false,"isApiUser":false,"isEnabled":true,"isInDirectory":false},
            {"id":"admin@globex","displayName":"admin@globex","isActive":false,"isApiUser":false,"isEnabled":true,"isInDirectory":false}]}
            """.ReplaceLineEndings(""),
            answer.Body);
    }

    [Theory]
    [InlineData("take=0", "take")]
    [InlineData("take=101", "take")]
    [InlineData("assignable=yes", "assignable")]
    [InlineData("after=x", "after")]
    [InlineData("search=&after=a", "after")]
    [InlineData("id=a%20b", "id")]
    public async Task A_query_that_cannot_be_read_is_400(string query, string field)
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).GetAsync($"users?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([field], answer.Fields);
    }

    [Fact]
    public async Task Too_long_a_search_and_too_many_ids_are_400()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        Assert.Equal(["search"], (await admin.GetAsync($"users?search={new string('x', 129)}")).Fields);
        Assert.Equal(["after"], (await admin.GetAsync($"users?after=a:{new string('x', 2_000)}")).Fields);
        Assert.Equal(["id"], (await admin.GetAsync($"users?{string.Join('&', Enumerable.Range(0, 101).Select(number => $"id=u{number}"))}")).Fields);
    }

    private static IEnumerable<string?> Ids(Answer answer) =>
        answer.Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").GetString());
}
