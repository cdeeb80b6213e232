using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class SchemeRegistrationTests
{
    [Fact]
    public async Task The_scheme_is_not_the_default_even_as_the_only_one()
    {
        var schemes = SchemesOf(authentication => authentication.AddApiAccess());

        Assert.Null(await schemes.GetDefaultAuthenticateSchemeAsync());
        Assert.Null(await schemes.GetDefaultChallengeSchemeAsync());
        Assert.NotNull(await schemes.GetSchemeAsync(ApiAccessDefaults.AuthenticationScheme));
    }

    [Fact]
    public async Task A_host_can_make_it_the_default_by_name()
    {
        var schemes = SchemesOf(authentication => authentication.AddApiAccess(), ApiAccessDefaults.AuthenticationScheme);

        Assert.Equal(ApiAccessDefaults.AuthenticationScheme, (await schemes.GetDefaultAuthenticateSchemeAsync())?.Name);
    }

    [Fact]
    public async Task The_default_scheme_of_the_host_stays()
    {
        var schemes = SchemesOf(authentication => authentication.AddCookie().AddApiAccess(), CookieAuthenticationDefaults.AuthenticationScheme);

        Assert.Equal(CookieAuthenticationDefaults.AuthenticationScheme, (await schemes.GetDefaultChallengeSchemeAsync())?.Name);
    }

    [Fact]
    public async Task Adding_the_scheme_twice_adds_it_once_and_applies_all_options()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddApiAccess();
        services.AddAuthentication().AddApiAccess(options => options.Realm = "orders");
        var once = services.Count(IsOurs);
        services.AddAuthentication().AddApiAccess(options => options.AllowUserKeyInQuery = true);

        var provider = services.BuildServiceProvider();
        Assert.NotNull(await provider.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(ApiAccessDefaults.AuthenticationScheme));
        var options = provider.GetRequiredService<IOptionsFactory<ApiAccessAuthenticationOptions>>().Create(ApiAccessDefaults.AuthenticationScheme);
        Assert.Equal(("orders", true), (options.Realm, options.AllowUserKeyInQuery));
        Assert.Equal(once, services.Count(IsOurs));

        static bool IsOurs(ServiceDescriptor service) =>
            typeof(ApiAccessDefaults).Assembly is var ours && (service.ServiceType.Assembly == ours || service.ImplementationType?.Assembly == ours);
    }

    [Fact]
    public void The_options_of_scheme_and_page_are_bound_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Scheme:Realm"] = "orders",
            ["Scheme:AllowUserKeyInQuery"] = "true",
            ["Scheme:RecordClientAddress"] = "true",
            ["Page:StylesheetPath"] = "~/brand.css",
            ["Page:ManageUsersPath"] = "~/users",
        }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddApiAccess();
        services.AddAuthentication().AddApiAccess(options => options.AllowUserKeyAlias = true);
        services.Configure<ApiAccessAuthenticationOptions>(ApiAccessDefaults.AuthenticationScheme, configuration.GetSection("Scheme"));
        services.Configure<ApiAccessPageOptions>(configuration.GetSection("Page"));

        using var provider = services.BuildServiceProvider();
        var scheme = provider.GetRequiredService<IOptionsFactory<ApiAccessAuthenticationOptions>>().Create(ApiAccessDefaults.AuthenticationScheme);
        var page = provider.GetRequiredService<IOptions<ApiAccessPageOptions>>().Value;
        Assert.Equal(("orders", true, true, true), (scheme.Realm, scheme.AllowUserKeyInQuery, scheme.AllowUserKeyAlias, scheme.RecordClientAddress));
        Assert.Equal(("~/brand.css", "~/users"), (page.StylesheetPath, page.ManageUsersPath));
    }

    [Fact]
    public void A_host_without_AddApiAccess_does_not_start()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication().AddApiAccess();

        var error = Assert.Throws<OptionsValidationException>(() => services.BuildServiceProvider().GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("services.AddApiAccess()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_realm_that_would_break_the_header_is_refused_at_start()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication().AddApiAccess(options => options.Realm = "a\"b\r\n");

        Assert.Throws<InvalidOperationException>(() => services.BuildServiceProvider().GetRequiredService<IStartupValidator>().Validate());
    }

    [Theory]
    [InlineData("Bearer tvt_anything", ApiAccessDefaults.AuthenticationScheme)]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "Jwt")]
    [InlineData("Bearer one, Bearer two", ApiAccessDefaults.AuthenticationScheme)]
    [InlineData("Basic eDp5", "Jwt")]
    public void The_forward_selector_takes_requests_by_the_tokens_prefix(string authorization, string scheme)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication().AddApiAccess();
        services.AddApiAccess();
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Request.Headers.Authorization = authorization;

        Assert.Equal(scheme, ApiAccessForwardSelector.OrElse("Jwt")(context));
    }

    private static IAuthenticationSchemeProvider SchemesOf(Action<AuthenticationBuilder> add, string? defaultScheme = null)
    {
        var services = new ServiceCollection().AddLogging();
        add(services.AddAuthentication(options => options.DefaultScheme = defaultScheme));
        return services.BuildServiceProvider().GetRequiredService<IAuthenticationSchemeProvider>();
    }
}
