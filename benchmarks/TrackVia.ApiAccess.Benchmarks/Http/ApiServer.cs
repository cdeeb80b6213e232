using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.Benchmarks.Peers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>The same endpoint behind each protection, on Kestrel, in a process of its own, until its standard input ends.</summary>
internal static class ApiServer
{
    private const string AcceptAll = "AcceptAll";

    public static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-benchmark-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var jwt = JwtPeer.Hs256();
        builder.Services.AddApiAccess()
            .UseUserDirectory<BenchmarkDirectory>()
            .UseSecretProtector<BenchmarkProtector>()
            .UseSqlite($"Data Source={Path.Combine(directory.FullName, "access.db")}");
        builder.Services.AddAuthentication()
            .AddApiAccess()
            .AddScheme<AuthenticationSchemeOptions, AcceptAllHandler>(AcceptAll, null)
            .AddJwtBearer(options =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = jwt.Parameters;
            });
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.MapGet("/heap", () => GC.GetTotalMemory(forceFullCollection: true));
        foreach (var protection in Enum.GetValues<Protection>())
        {
            var endpoint = app.MapGet(ServerAddress.PathOf(protection), () => "ok");
            if (SchemeOf(protection) is { } scheme)
            {
                endpoint.RequireAuthorization(policy => policy.AddAuthenticationSchemes(scheme).RequireAuthenticatedUser());
            }
        }

        await app.StartAsync();
        var account = await BenchmarkAccount.CreateAsync(app.Services.GetRequiredService<IApiAccessStore>(), AccountId.Parse("acme"));
        Console.WriteLine(JsonSerializer.Serialize(new ServerAddress(app.Urls.Single(), account.UserKey, account.Tokens[^1], jwt.Token)));
        while (await Console.In.ReadLineAsync() is not null)
        {
            // The input is not read; only its end matters.
        }

        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    private static string? SchemeOf(Protection protection) => protection switch
    {
        Protection.AcceptAll => AcceptAll,
        Protection.JwtHs256 => JwtBearerDefaults.AuthenticationScheme,
        Protection.ApiAccess => ApiAccessDefaults.AuthenticationScheme,
        _ => null,
    };
}
