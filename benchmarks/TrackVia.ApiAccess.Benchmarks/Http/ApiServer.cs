using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.Benchmarks.Peers;
using TrackVia.ApiAccess.Sqlite;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>One endpoint on Kestrel, in a process of its own, until its standard input ends.</summary>
internal static class ApiServer
{
    public static async Task RunAsync(Protection protection)
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-benchmark-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var jwt = JwtPeer.Hs256();
        var scheme = AddAuthentication(builder.Services, protection, jwt, $"Data Source={Path.Combine(directory.FullName, "access.db")}");
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.MapGet("/heap", () => GC.GetTotalMemory(forceFullCollection: true));
        var endpoint = app.MapGet("/", () => "ok");
        if (scheme is not null)
        {
            endpoint.RequireAuthorization(policy => policy.AddAuthenticationSchemes(scheme).RequireAuthenticatedUser());
        }

        await app.StartAsync();
        var (userKey, token) = protection is Protection.ApiAccess
            ? await CredentialsAsync(app.Services.GetRequiredService<IApiAccessStore>())
            : (new string('k', 53), protection is Protection.JwtHs256 ? jwt.Token : new string('t', 53));
        Console.WriteLine(JsonSerializer.Serialize(new ServerAddress(app.Urls.Single(), userKey, token)));
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is asked of it: its end is what counts.
        }

        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    private static async Task<(string UserKey, string Token)> CredentialsAsync(IApiAccessStore store)
    {
        var account = await BenchmarkAccount.CreateAsync(store, AccountId.Parse("acme"));
        return (account.UserKey, account.Tokens[^1]);
    }

    private static string? AddAuthentication(IServiceCollection services, Protection protection, JwtPeer jwt, string database)
    {
        switch (protection)
        {
            case Protection.AcceptAll:
                services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AcceptAllHandler>("AcceptAll", null);
                return "AcceptAll";

            case Protection.JwtHs256:
                services.AddAuthentication().AddJwtBearer(options =>
                {
                    options.MapInboundClaims = false;
                    options.TokenValidationParameters = jwt.Parameters;
                });
                return JwtBearerDefaults.AuthenticationScheme;

            case Protection.ApiAccess:
                services.AddApiAccess().UseUserDirectory<BenchmarkDirectory>().UseSecretProtector<BenchmarkProtector>().UseSqlite(database);
                services.AddAuthentication().AddApiAccess();
                return ApiAccessDefaults.AuthenticationScheme;

            default:
                return null;
        }
    }
}
