using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>
/// InnoDB without a binary log shows a transaction before its log is on disk. Nothing may follow from it before that: a crash would undo it.
/// </summary>
public sealed class MySqlSlowDiskTests : IAsyncLifetime
{
    private static readonly NodeId Web = NodeId.Parse("web-1");

    private SlowDiskServer _server = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _server = await SlowDiskServer.StartAsync();
        _database = await TestDatabase.CreateAsync(_server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        _server.OpenDisk();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task T32_T34_A_repeated_commit_is_committed_only_when_it_is_on_disk()
    {
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        var change = new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() };
        var other = _database.Open();
        await other.ProvisionAsync(CancellationToken.None);

        _server.CloseDisk();
        var first = journal.TryAsync(change);
        await _server.WaitForCommitsAsync(1, first);
        Assert.Equal(2, (await other.LoadAsync(journal.Account.Id, CancellationToken.None)).Version);
        var again = other.CommitAsync(change, journal.Account.Apply(change), CancellationToken.None);
        await _server.WaitForCommitsAsync(2, first, again);
        Assert.False(again.IsCompleted);
        await _server.RestartAsync();

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => first);
        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => again);

        // The crash has undone what was shown. If the repetition had returned Committed, the change would be lost now.
        Assert.Equal(1, (await other.LoadAsync(journal.Account.Id, CancellationToken.None)).Version);
        await journal.CommitAsync(change);
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task T32_A_repeated_commit_is_committed_once_the_disk_is_done()
    {
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        var change = new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() };
        var other = _database.Open();
        await other.ProvisionAsync(CancellationToken.None);

        _server.CloseDisk();
        var first = journal.TryAsync(change);
        await _server.WaitForCommitsAsync(1, first);
        var again = other.CommitAsync(change, journal.Account.Apply(change), CancellationToken.None);
        await _server.WaitForCommitsAsync(2, first, again);
        _server.OpenDisk();

        Assert.Equal(await first, await again);
        await _server.RestartAsync();
        Assert.Equal(journal.Account.Apply(change), await other.LoadAsync(journal.Account.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_node_confirms_renews_and_validates_only_by_what_is_on_disk()
    {
        var journal = new Journal(_database.Open(), "acme");
        var key = new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() };
        var committed = await journal.CommitAsync(key);
        var other = _database.Open();
        var known = new FeedMark(committed.Position, key.Id);
        await other.Nodes.RegisterNodeAsync(Web, TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.True(await other.Nodes.ConfirmPositionAsync(Web, known, CancellationToken.None));

        _server.CloseDisk();
        var committing = journal.TryAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await _server.WaitForCommitsAsync(1, committing);
        Assert.Equal(2, (await other.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None)).Count);

        // The renewal changes no value of the node's row.
        var renewal = other.Nodes.ConfirmPositionAsync(Web, known, CancellationToken.None);
        await _server.WaitForCommitsAsync(2, committing, renewal);
        Assert.False(renewal.IsCompleted);
        var proof = other.Nodes.EnsurePrimaryAsync(CancellationToken.None);
        await _server.WaitForCommitsAsync(3, committing, renewal, proof);
        Assert.False(proof.IsCompleted);
        var list = _database.Open().Nodes.ListNodesAsync(CancellationToken.None);
        await _server.WaitForCommitsAsync(4, committing, renewal, proof, list);
        Assert.False(list.IsCompleted);
        _server.OpenDisk();

        Assert.Equal(CommitOutcome.Committed, (await committing).Outcome);
        Assert.True(await renewal);
        await proof;
        Assert.Single(await list);
    }
}
