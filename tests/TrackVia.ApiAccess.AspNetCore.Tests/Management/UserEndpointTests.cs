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
    public async Task T11_Another_accounts_user_is_404_and_the_security_log_tells(string userId)
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
}
