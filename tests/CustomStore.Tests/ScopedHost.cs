using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.Storage;

namespace CustomStore.Tests;

/// <summary>A web host over a store that needs scopes. It runs in a process of its own until it receives SIGTERM.</summary>
internal static class ScopedHost
{
    public const string Verb = "host";

    /// <summary>Longer than a test waits: a fence must not wait for a node that has left.</summary>
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string database, TimeSpan maxStaleness)
    {
        await using var storage = OpenDatabase(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(new ScopedStore.Database(storage.GetRequiredService<IApiAccessStore>()));
        builder.Services.AddScoped<ScopedStore.Session>();
        builder.Services.AddApiAccess(options => options.MaxStaleness = maxStaleness)
            .UseStore<ScopedStore>().UseUserDirectory<Everyone>().UseDataProtection();
        builder.Services.AddAuthentication().AddApiAccess();
        builder.Services.AddAuthorizationBuilder().AddPolicy(
            "ApiUsers", policy => policy.AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser());

        await using var host = builder.Build();
        host.MapGet("/orders", () => Results.Ok()).RequireAuthorization("ApiUsers");
        await host.StartAsync();
        await Console.Out.WriteLineAsync($"Listening: {host.Urls.First()}");
        await host.WaitForShutdownAsync();
    }

    /// <summary>Opens the database as a host does that keeps accounts in it directly.</summary>
    public static ServiceProvider OpenDatabase(string database)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddApiAccess(options => options.MaxStaleness = MaxStaleness)
            .UseSqlite($"Data Source={database}").UseUserDirectory<Everyone>().UseDataProtection();
        return services.BuildServiceProvider();
    }

    private sealed class Everyone : IUserDirectory
    {
        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(new DirectoryUser { Id = userId, DisplayName = userId.Value, IsActive = true });

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply([]));
    }
}
