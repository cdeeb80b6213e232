using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Testing;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>A host on a real Kestrel whose endpoints stay open, over a SQLite file that other hosts may share.</summary>
internal sealed class StreamingNode : IAsyncDisposable
{
    public static readonly UserId Integration = UserId.Parse("integration@acme");

    private static readonly Actor Admin = new()
    {
        AccountId = AccountId.Parse("acme"),
        UserId = UserId.Parse("admin@acme"),
        IsSuperAdmin = true,
        HasUserProfileAccess = true,
    };

    private readonly WebApplication _app;

    private StreamingNode(WebApplication app, FakeClock clock) => (_app, Clock) = (app, clock);

    public FakeClock Clock { get; }

    public ApiAccessManager Manager => _app.Services.GetRequiredService<ApiAccessManager>();

    /// <summary>Ends when the server's side of a hub's connection has ended.</summary>
    public Task HubDisconnected => _app.Services.GetRequiredService<HubDisconnections>().First.Task;

    /// <summary>Where HTTP/1.1 is spoken.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Where HTTP/2 is spoken.</summary>
    public Uri Http2Address => new(_app.Urls.Last());

    public static async Task<StreamingNode> StartAsync(string file, Action<ApiAccessOptions>? options = null, Action<WebApplicationBuilder>? configure = null)
    {
        var clock = new FakeClock(TestSite.Start);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IClock>(clock).AddSingleton<Subscribers>().AddSingleton<HubDisconnections>();
        builder.Services.AddApiAccess(options).UseUserDirectory<TestUsers>().UseSqlite($"Data Source={file}").UseDataProtection();
        builder.Services.AddDataProtectionForTests();
        builder.Services.AddAuthentication().AddTestSignIn().AddApiAccess();
        builder.Services.AddAuthorizationBuilder().AddPolicy("open", policy => policy
            .AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme, TestSignIn.SchemeName).RequireAuthenticatedUser());
        builder.Services.AddSignalR();
        builder.Services.AddGrpc();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/socket", PushAsync).RequireAuthorization("open").CloseWhenTokenEnds();
        app.MapGet("/events", (Subscribers subscribers, CancellationToken aborted) => TypedResults.ServerSentEvents(subscribers.ReadAsync(aborted)))
            .RequireAuthorization("open").CloseWhenTokenEnds();
        app.MapHub<StreamingHub>("/hub").RequireAuthorization("open").CloseWhenTokenEnds();
        app.MapHub<StreamingHub>("/plain-hub", hub => hub.CloseOnAuthenticationExpiration = true).RequireAuthorization("open");
        app.MapGrpcService<TickerService>().RequireAuthorization("open").CloseWhenTokenEnds();
        await app.StartAsync();
        return new StreamingNode(app, clock);
    }

    /// <summary>An account with its key and an API User.</summary>
    public async Task<string> OpenAccountAsync()
    {
        await Manager.SetUserAccessAsync(Admin, Integration, new UserAccessChange { IsApiUser = true });
        return (await Manager.CreateApiKeyAsync(Admin)).Value.Key.Reveal();
    }

    public async Task<IssuedAuthToken> CreateTokenAsync(UserId? user = null, LocalDate? expiresOn = null) => (await Manager.CreateTokenAsync(
        Admin, new NewAuthToken
        {
            Name = AuthTokenName.Parse("Stream"),
            ExpiresOn = expiresOn ?? new LocalDate(2027, 1, 31),
            UserId = user ?? Integration,
        })).Value;

    public async Task<FenceResult> DeactivateAsync(IssuedAuthToken token) =>
        (await Manager.DeactivateTokenAsync(Admin, token.Token.Id, RevocationWait.AllNodes)).Fence!;

    public Task ResumeAsync(IssuedAuthToken token) => Manager.ResumeTokenAsync(Admin, token.Token.Id);

    /// <summary>Revokes the tokens of the API User in one of the ways that are not of a token.</summary>
    public async Task<FenceResult> RevokeUserAsync(string revocation) => revocation switch
    {
        "disable the user" => (await Manager.SetUserAccessAsync(Admin, Integration, new UserAccessChange { IsEnabled = false }, RevocationWait.AllNodes)).Fence!,
        "take the designation away" => (await Manager.SetUserAccessAsync(Admin, Integration, new UserAccessChange { IsApiUser = false }, RevocationWait.AllNodes)).Fence!,
        _ => (await Manager.RemoveUserAsync(Admin, Integration, RevocationWait.AllNodes)).Fence!,
    };

    public async Task DesignateAsync(UserId user) => await Manager.SetUserAccessAsync(Admin, user, new UserAccessChange { IsApiUser = true });

    /// <summary>Sends a message on every connection that is open on this node.</summary>
    public async Task BroadcastAsync(string message)
    {
        _app.Services.GetRequiredService<Subscribers>().Broadcast(message);
        await _app.Services.GetRequiredService<IHubContext<StreamingHub>>().Clients.All.SendAsync(StreamingHub.Message, message);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static async Task PushAsync(HttpContext context, Subscribers subscribers)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await foreach (var message in subscribers.ReadAsync(context.RequestAborted))
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }
    }
}
