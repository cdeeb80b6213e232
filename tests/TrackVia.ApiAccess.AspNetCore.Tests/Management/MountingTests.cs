using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class MountingTests
{
    public static TheoryData<string, Action<WebApplication>> Unguarded => new()
    {
        { "no policy", app => app.MapApiAccess("/access") },
        { "everyone who is signed in", app => app.MapApiAccess("/access").RequireAuthorization() },
        { "a policy beside", app => { app.MapGroup("/other").RequireAuthorization(TestSite.SuperAdmins); app.MapApiAccess("/access"); } },
    };

    [Theory]
    [MemberData(nameof(Unguarded))]
    public async Task A_host_that_mounts_without_a_policy_does_not_start(string why, Action<WebApplication> map)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(map: map));

        Assert.True(error.Message.Contains("RequireAuthorization(policy)", StringComparison.Ordinal), $"{why}: {error.Message}");
    }

    [Fact]
    public async Task A_mistyped_policy_name_is_reported_at_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(
            configure: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("Super Admins", TestSite.SuperAdmins),
            map: app => app.MapApiAccess("/access").RequireAuthorization("SuperAdmins")));

        Assert.Contains("policy 'SuperAdmins', which does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddPolicy(\"SuperAdmins\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_the_hosts_own_provider_is_there()
    {
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.AddSingleton<IAuthorizationPolicyProvider, OnePolicy>(),
            map: app => app.MapApiAccess("/access").RequireAuthorization(OnePolicy.Name));

        Assert.Equal(System.Net.HttpStatusCode.OK, (await (await site.SignInAsync()).GetAsync("tokens")).Status);
    }

    [Fact]
    public async Task A_fallback_policy_is_not_what_protects() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(
            configure: builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(TestSite.SuperAdmins),
            map: app => app.MapApiAccess("/access")));

    public static TheoryData<Action<WebApplication>> OpenToAll => new()
    {
        app => app.MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins).AllowAnonymous(),
        app => app.MapGroup("").AllowAnonymous().MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins),
    };

    [Theory]
    [MemberData(nameof(OpenToAll))]
    public async Task AllowAnonymous_does_not_open_it(Action<WebApplication> map)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(map: map));

        Assert.Contains("Remove AllowAnonymous", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Action<WebApplication>> Guarded => new()
    {
        app => app.MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins),
        app => app.MapApiAccess("/access").RequireAuthorization("Super Admins"),
        app => app.MapApiAccess("/access").RequireAuthorization(new AuthorizeAttribute { Roles = "console", AuthenticationSchemes = "Test" }),
        app => app.MapGroup("").RequireAuthorization(TestSite.SuperAdmins).MapApiAccess("/access"),
    };

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_policy_may_be_given_named_or_inherited(Action<WebApplication> map)
    {
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("Super Admins", TestSite.SuperAdmins), map: map);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await (await site.SignInAsync()).GetAsync("tokens")).Status);
    }

    [Fact]
    public async Task Mounting_twice_under_one_path_is_reported_at_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(map: app =>
        {
            app.MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins);
            app.MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins);
        }));

        Assert.Contains("mapped twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mounting_under_two_paths_or_for_two_hosts_works()
    {
        await using var site = await TestSite.StartAsync(map: app =>
        {
            app.MapApiAccess("/access").RequireAuthorization(TestSite.SuperAdmins);
            app.MapApiAccess("/settings/access").RequireAuthorization(TestSite.SuperAdmins);
            app.MapApiAccess("/hosts").RequireAuthorization(TestSite.SuperAdmins).RequireHost("one.example");
            app.MapApiAccess("/hosts").RequireAuthorization(TestSite.SuperAdmins).RequireHost("two.example");
        });

        Assert.Equal(System.Net.HttpStatusCode.OK, (await (await site.SignInAsync()).GetAsync("tokens")).Status);
    }

    [Fact]
    public async Task The_policy_does_not_leak_to_other_endpoints()
    {
        await using var site = await TestSite.StartAsync();

        Assert.Equal("open to all", await site.Client.GetStringAsync(new Uri("/open", UriKind.Relative)));
    }

    [Fact]
    public void Mounting_without_a_mapping_of_actors_names_the_remedy()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddApiAccess().UseUserDirectory<TestUsers>();

        var error = Assert.Throws<InvalidOperationException>(() => builder.Build().MapApiAccess("/access"));

        Assert.Contains("UseCurrentUser(principal => ...)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Creates the policy on request, like providers that interpret names as rules.</summary>
    private sealed class OnePolicy(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
    {
        public const string Name = "made when asked";

        public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
        {
            await Task.Yield();
            return policyName == Name ? TestSite.SuperAdmins : await base.GetPolicyAsync(policyName);
        }
    }
}
