using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteOlderDatabaseTests : IDisposable
{
    private static readonly AccountId Account = AccountId.Parse("acme");
    private static readonly AuthTokenId Active = AuthTokenId.Parse("04a339a83aa44daba54bd4412c444316");

    // The secrets of the database's API key, of its active token, and of one that was deactivated. They are of use nowhere else.
    private const string ApiKey = "tvk_DF8Omybeh0nteDUi8PksXBkGeOTGIx5SwCngCkWCb9I07rwAr";
    private const string ActiveSecret = "tvt_9MDD9SaJtvD67sQo7W3VPyPtmdvKxWSyqAaKtpzbiF94XotSU";
    private const string DeactivatedSecret = "tvt_G8p42th17KJPRE5OHonchfKjfJXmN4HZ9ws2w3TUjSR0kyPcD";

    private readonly SqliteFile _file = new();

    public SqliteOlderDatabaseTests()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        using var script = new StreamReader(typeof(SqliteOlderDatabaseTests).Assembly.GetManifestResourceStream("before-format-versions.sql")!);
        _file.Execute(script.ReadToEnd());
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_database_that_was_written_before_formats_had_a_version_is_read_and_continued()
    {
        await using var store = _file.Open();
        var state = await store.LoadAsync(Account, CancellationToken.None);
        var history = await store.ReadHistoryAsync(Account, 0, 1_000, CancellationToken.None);
        var feed = await store.ReadFeedAsync(Storage.FeedPosition.Start, 1_000, CancellationToken.None);

        Assert.Equal(state, history.Aggregate(AccountAccess.Empty(Account), (account, change) => account.Apply(change)));
        Assert.Equal(history, feed.Select(entry => entry.Change));

        var change = new AuthTokenDeactivated
        {
            Origin = new ChangeOrigin
            {
                Id = ChangeId.New(),
                AccountId = Account,
                Version = state.Version + 1,
                At = history[^1].At,
                By = UserId.Parse("ada@acme.example"),
            },
            TokenId = Active,
        };
        Assert.Equal(Storage.CommitOutcome.Committed, (await store.CommitAsync(change, state.Apply(change), CancellationToken.None)).Outcome);
        Assert.Equal([.. history, change], await store.ReadHistoryAsync(Account, 0, 1_000, CancellationToken.None));
        Assert.Equal(state.Apply(change), await store.LoadAsync(Account, CancellationToken.None));
    }

    [Fact]
    public async Task Its_tokens_are_validated_as_before()
    {
        await using var node = await Node.StartAsync(builder => builder.UseSqlite(_file.ConnectionString));

        Assert.Equal(Active, (await node.ValidateAsync(ApiKey, ActiveSecret)).Identity?.TokenId);
        Assert.Equal(CredentialRejection.TokenDeactivated, (await node.ValidateAsync(ApiKey, DeactivatedSecret)).Rejection);
    }
}
