using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Testing;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>A host on a real Kestrel: the management endpoints at /access, an endpoint that the scheme protects at /api.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    public const string Mount = "/access";

    private readonly WebApplication _app;

    private TestSite(WebApplication app, FakeClock clock, SwitchableStore store, LogLines log, bool followRedirects)
    {
        (_app, Clock, Store, Log) = (app, clock, store, log);
        Client = NewClient(followRedirects);
    }

    public static Instant Start { get; } = Instant.FromUtc(2026, 11, 23, 12, 0);

    public FakeClock Clock { get; }

    public SwitchableStore Store { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TestSite> StartAsync(
        Action<ApiAccessAuthenticationOptions>? scheme = null,
        Action<ApiAccessOptions>? options = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        bool followRedirects = true)
    {
        var clock = new FakeClock(Start);
        var store = new SwitchableStore();
        var log = new LogLines();
        var app = Build(clock, store, log, scheme, options, configure);
        (map ?? (site => site.MapApiAccess(Mount).RequireAuthorization(SuperAdmins)))(app);
        app.MapGet("/api", (HttpContext context) => context.User.Claims.ToDictionary(claim => claim.Type, claim => claim.Value))
            .RequireAuthorization(ApiUsers);
        app.MapGet("/api/never", () => "no one gets here")
            .RequireAuthorization(new AuthorizationPolicyBuilder(ApiAccessDefaults.AuthenticationScheme).RequireClaim("never").Build());
        app.MapGet("/open", () => "open to all");
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestSite(app, clock, store, log, followRedirects);
    }

    public static AuthorizationPolicy SuperAdmins { get; } =
        new AuthorizationPolicyBuilder(TestSignIn.SchemeName).RequireAuthenticatedUser().RequireRole(TestSignIn.Console).Build();

    public static AuthorizationPolicy ApiUsers { get; } =
        new AuthorizationPolicyBuilder(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser().Build();

    public HttpClient NewClient(bool followRedirects = true) =>
        new(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = followRedirects }) { BaseAddress = Address };

    /// <summary>A console user with the antiforgery token that mutations need.</summary>
    public async Task<ConsoleUser> SignInAsync(string user = "admin@acme")
    {
        var console = new ConsoleUser(NewClient(), user);
        await console.FetchAntiforgeryTokenAsync();
        return console;
    }

    /// <summary>An account with its key, an API User and a token.</summary>
    public async Task<ApiClient> NewApiClientAsync(string account = "acme")
    {
        var admin = await SignInAsync($"admin@{account}");
        await admin.DesignateAsync($"integration@{account}");
        var key = (await admin.PostAsync("api-key")).Json.GetProperty("apiKey").GetString()!;
        var token = (await admin.CreateTokenAsync($"integration@{account}")).Json;
        return new ApiClient(this, admin, key, token.GetProperty("secret").GetString()!, token.GetProperty("id").GetString()!);
    }

    public Task<Answer> GetApiAsync(string? userKey, string? authorization, string path = "/api")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        AddHeader(request.Headers, "user_key", userKey);
        AddHeader(request.Headers, "Authorization", authorization);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request) => await Answer.OfAsync(await Client.SendAsync(request));

    /// <summary>Sends bytes as no HTTP client would, and returns the whole response.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Address.Host, Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(
        FakeClock clock,
        SwitchableStore store,
        LogLines log,
        Action<ApiAccessAuthenticationOptions>? scheme,
        Action<ApiAccessOptions>? options,
        Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            // A host may allow what Kestrel by default does not: headers of a megabyte (T4).
            kestrel.Limits.MaxRequestHeadersTotalSize = 4 * 1024 * 1024;
            kestrel.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
        });
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<IClock>(clock);
        builder.Services.AddApiAccess(options)
            .UseUserDirectory<TestUsers>()
            .UseStore(_ => store)
            .UseDataProtection()
            .UseCurrentUser(TestUsers.Current);
        builder.Services.AddAuthentication().AddTestSignIn().AddApiAccess(scheme ?? (_ => { }));
        builder.Services.AddAuthorization();
        builder.Services.AddDataProtectionForTests();
        configure?.Invoke(builder);
        return builder.Build();
    }

    private static void AddHeader(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
