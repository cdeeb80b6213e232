using System.Data.Common;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The cost of a load and a commit of an account with 5 tokens, as a ratio to hand-written ADO.NET on the same rows in the same database.
/// </summary>
/// <remarks>PostgreSQL joins in where <c>APIACCESS_TEST_POSTGRES</c> has the connection string of a throwaway server.</remarks>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public class AccountStorage
{
    private static readonly string? PostgreSqlServer = Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES");

    private DirectoryInfo _directory = null!;
    private ServiceProvider _services = null!;
    private IApiAccessStore _store = null!;
    private HandWrittenSql _hand = null!;
    private BenchmarkAccount _account = null!;
    private BenchmarkAccount _handAccount = null!;
    private BenchmarkAccount _joinedAccount = null!;
    private DbDataSource _host = null!;
    private AuthTokenId _token;
    private AuthTokenId _handToken;
    private AuthTokenId _joinedToken;

    public static IEnumerable<string> Databases => PostgreSqlServer is null ? ["SQLite"] : ["SQLite", "PostgreSQL"];

    [ParamsSource(nameof(Databases))]
    public string Database { get; set; } = "SQLite";

    [GlobalSetup]
    public async Task Setup()
    {
        _directory = Directory.CreateTempSubdirectory("apiaccess-benchmark-");
        var file = $"Data Source={Path.Combine(_directory.FullName, "access.db")}";
        var services = new ServiceCollection();
        var access = services.AddApiAccess().UseUserDirectory<BenchmarkDirectory>().UseSecretProtector<BenchmarkProtector>();
        _ = Database == "SQLite" ? access.UseSqlite(file) : access.UsePostgreSql(PostgreSqlServer!);
        _services = services.BuildServiceProvider();
        _store = _services.GetRequiredService<IApiAccessStore>();
        _account = await BenchmarkAccount.CreateAsync(_store, AccountId.Parse("by-store-" + Guid.NewGuid().ToString("N")));
        _handAccount = await BenchmarkAccount.CreateAsync(_store, AccountId.Parse("by-hand-" + Guid.NewGuid().ToString("N")));
        _token = _account.Access.Tokens.First().Id;
        _handToken = _handAccount.Access.Tokens.First().Id;
        _joinedAccount = await BenchmarkAccount.CreateAsync(_store, AccountId.Parse("joined-" + Guid.NewGuid().ToString("N")));
        _joinedToken = _joinedAccount.Access.Tokens.First().Id;
        _host = Database == "SQLite" ? HandWrittenSql.Sqlite(file) : HandWrittenSql.PostgreSql(PostgreSqlServer!);
        _hand = new HandWrittenSql(_host, _handAccount.Access.Id.Value);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _services.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("load")]
    public Task<int> LoadByHand() => _hand.LoadAsync();

    [Benchmark(Description = "by the store")]
    [BenchmarkCategory("load")]
    public Task<AccountAccess> LoadByStore() => _store.LoadAsync(_account.Access.Id, CancellationToken.None);

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("commit")]
    public async Task CommitByHand()
    {
        var change = _handAccount.Toggle(_handToken);
        _handAccount.Apply(change);
        await _hand.CommitAsync(
            change.Version, _handToken.ToString(), change is AuthTokenDeactivated, change.Id.ToString(), AccountSerializer.Serialize(change));
    }

    [Benchmark(Description = "by the store")]
    [BenchmarkCategory("commit")]
    public Task CommitByStore() => _account.CommitAsync(_account.Toggle(_token));

    /// <summary>What a command in a host's transaction is compared with: it also reads before it decides.</summary>
    public async Task LoadAndCommitByHand()
    {
        await LoadByHand();
        await CommitByHand();
    }

    /// <summary>As a command of the manager does it, with the load that decides; the host has no statement of its own.</summary>
    [Benchmark(Description = "in a host's transaction")]
    [BenchmarkCategory("commit")]
    public async Task CommitInTransactionOfHost()
    {
        var change = _joinedAccount.Toggle(_joinedToken);
        await using var connection = await _host.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var joined = _store.Joins!.Join(transaction);
        var account = await joined.LoadAsync(change.AccountId, CancellationToken.None);
        await joined.StageAsync(change, account.Apply(change), CancellationToken.None);
        await transaction.CommitAsync();
        _joinedAccount.Apply(change);
    }
}
