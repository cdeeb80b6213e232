using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Keys;
using TrackVia.ApiAccess.PostgreSql;
using TrackVia.ApiAccess.Sqlite;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>What a load and a commit of an account with 5 tokens cost, as a ratio to hand-written ADO.NET on the same rows in the same database.</summary>
/// <remarks>PostgreSQL joins in where <c>APIACCESS_TEST_POSTGRES</c> has the connection string of a throwaway server.</remarks>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public class AccountStorage
{
    private static readonly AccountId ByStore = AccountId.Parse("by-store-" + Guid.NewGuid().ToString("N"));
    private static readonly AccountId ByHand = AccountId.Parse("by-hand-" + Guid.NewGuid().ToString("N"));
    private static readonly Instant Created = Instant.FromUtc(2026, 1, 1, 0, 0);
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");
    private static readonly string? PostgreSqlServer = Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES");

    private DirectoryInfo _directory = null!;
    private ServiceProvider _services = null!;
    private IApiAccessStore _store = null!;
    private HandWrittenSql _hand = null!;
    private AccountAccess _account = null!;
    private AccountAccess _handAccount = null!;
    private AuthTokenId _token;
    private AuthTokenId _handToken;

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
        _account = await FillAsync(ByStore);
        _handAccount = await FillAsync(ByHand);
        _token = _account.Tokens.First().Id;
        _handToken = _handAccount.Tokens.First().Id;
        _hand = new HandWrittenSql(Database == "SQLite" ? HandWrittenSql.Sqlite(file) : HandWrittenSql.PostgreSql(PostgreSqlServer!), ByHand.Value);
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
    public Task<AccountAccess> LoadByStore() => _store.LoadAsync(ByStore, CancellationToken.None);

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("commit")]
    public async Task CommitByHand()
    {
        var change = Toggle(_handAccount, _handToken);
        _handAccount = _handAccount.Apply(change);
        await _hand.CommitAsync(
            change.Version, _handToken.ToString(), change is AuthTokenDeactivated, change.Id.ToString(), AccessJson.Write(change));
    }

    [Benchmark(Description = "by the store")]
    [BenchmarkCategory("commit")]
    public async Task CommitByStore()
    {
        var change = Toggle(_account, _token);
        var after = _account.Apply(change);
        if ((await _store.CommitAsync(change, after, CancellationToken.None)).Outcome is not CommitOutcome.Committed)
        {
            throw new InvalidOperationException("Nobody else changes this account, and yet the commit did not succeed.");
        }

        _account = after;
    }

    private static AccessChange Toggle(AccountAccess account, AuthTokenId token)
    {
        var origin = Origin(account);
        return account.FindToken(token)!.IsDeactivated ? new AuthTokenResumed(origin, token) : new AuthTokenDeactivated(origin, token);
    }

    private static ChangeOrigin Origin(AccountAccess account) => new(ChangeId.New(), account.Id, account.Version + 1, Created, Admin);

    private async Task<AccountAccess> FillAsync(AccountId accountId)
    {
        var user = UserId.Parse("integration@acme.example");
        var account = AccountAccess.Empty(accountId);
        account = await CommitAsync(account, new UserAccessChanged(Origin(account), new UserAccess(user, IsApiUser: true, IsEnabled: true)));
        account = await CommitAsync(account, new ApiKeyCreated(Origin(account), new ApiKey
        {
            Digest = Credential.Generate(CredentialKind.ApiKey).Digest,
            ProtectedSecret = new string('p', 200),
            CreatedAt = Created,
        }));
        for (var i = 0; i < 5; i++)
        {
            var secret = Credential.Generate(CredentialKind.AuthToken);
            account = await CommitAsync(account, new AuthTokenCreated(Origin(account), new AuthToken
            {
                Id = AuthTokenId.New(),
                Name = AuthTokenName.Parse($"integration {i}"),
                UserId = user,
                ExpiresOn = new LocalDate(9999, 12, 31),
                CreatedAt = Created,
                Digest = secret.Digest,
                Hint = secret.Hint,
            }));
        }

        return account;
    }

    private async Task<AccountAccess> CommitAsync(AccountAccess account, AccessChange change)
    {
        var after = account.Apply(change);
        await _store.CommitAsync(change, after, CancellationToken.None);
        return after;
    }
}
