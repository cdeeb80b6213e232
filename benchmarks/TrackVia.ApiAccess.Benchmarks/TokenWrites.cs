using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The number of token lifecycles per second: create, deactivate, resume, deactivate again, delete, with one commit each.
/// </summary>
internal sealed class TokenWrites : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ApiAccessManager _manager;
    private readonly List<(Actor Admin, UserId ApiUser)> _accounts = [];

    private TokenWrites(ServiceProvider services)
    {
        _services = services;
        _manager = services.GetRequiredService<ApiAccessManager>();
    }

    /// <summary>Prints a table in Markdown. PostgreSQL joins in where <c>APIACCESS_TEST_POSTGRES</c> is set.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-benchmark-");
        List<(string Name, Action<ApiAccessBuilder> Use)> stores =
        [
            ("memory", _ => { }),
            ("SQLite", access => access.UseSqlite($"Data Source={Path.Combine(directory.FullName, "access.db")}")),
        ];
        if (Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES") is { } server)
        {
            stores.Add(("PostgreSQL", access => access.UsePostgreSql(server)));
        }

        var (warmUp, rounds) = isShort ? (0, 1) : (2, 15);
        var time = TimeSpan.FromSeconds(isShort ? 0.05 : 1);
        Console.WriteLine("| store | 1 account, lives per second | 16 accounts at once, lives per second | 16 to 1 (95 % interval) |\n|---|--:|--:|--:|");
        foreach (var (name, use) in stores)
        {
            await using var writes = await CreateAsync(use, accounts: 16);
            var figures = await Turns.TakeAsync(warmUp, rounds, () => writes.RateAsync(1, time), () => writes.RateAsync(16, time));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {figures[0].Median:N0} | {figures[1].Median:N0} | {figures[1].DividedBy(figures[0]).MedianWithInterval()} |"));
        }

        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<TokenWrites> CreateAsync(Action<ApiAccessBuilder> useStore, int accounts)
    {
        var writes = new TokenWrites(BenchmarkHost.Create(useStore));
        var store = writes._services.GetRequiredService<IApiAccessStore>();
        for (var i = 0; i < accounts; i++)
        {
            var account = await BenchmarkAccount.CreateAsync(store, AccountId.Parse("writes-" + Guid.NewGuid().ToString("N")));
            var admin = new Actor
            {
                AccountId = account.Access.Id,
                UserId = UserId.Parse("admin@acme.example"),
                IsSuperAdmin = true,
                HasUserProfileAccess = true,
            };
            writes._accounts.Add((admin, account.Access.Tokens.First().UserId));
        }

        return writes;
    }

    private async Task<double> RateAsync(int accounts, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var lives = await Task.WhenAll(_accounts.Take(accounts).Select(account => Task.Run(async () =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                await LiveAsync(account.Admin, account.ApiUser);
                count++;
            }

            return count;
        })));
        return lives.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task LiveAsync(Actor admin, UserId apiUser)
    {
        var request = new NewAuthToken { Name = AuthTokenName.Parse("import"), ExpiresOn = BenchmarkAccount.FarAway, UserId = apiUser };
        var token = (await _manager.CreateTokenAsync(admin, request)).Value.Token.Id;
        _ = (await _manager.DeactivateTokenAsync(admin, token)).Value;
        _ = (await _manager.ResumeTokenAsync(admin, token)).Value;
        _ = (await _manager.DeactivateTokenAsync(admin, token)).Value;
        _ = (await _manager.DeleteTokenAsync(admin, token)).Value;
    }
}
