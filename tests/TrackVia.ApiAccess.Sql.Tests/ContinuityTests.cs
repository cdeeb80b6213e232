using System.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>T41: a database that goes back in time under the nodes that share it.</summary>
public abstract class ContinuityTests
{
    private const int PastGone = 120;

    [Fact]
    public async Task T41_A_restored_backup_is_noticed_by_every_node_before_a_fence_is_complete()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        Node[] nodes = [here, there];
        var key = await here.OpenAccountAsync();
        var (kept, revoked) = (await here.CreateTokenAsync(), await here.CreateTokenAsync());
        Assert.All(nodes, node => Assert.True(node.ValidateAsync(key, kept).AsTask().Result.IsValid));
        await BackUpAsync();
        await here.RevokeAsync(revoked);
        var lost = await here.CreateTokenAsync();
        Assert.All(nodes, node => Assert.True(node.ValidateAsync(key, lost).AsTask().Result.IsValid));

        await RestoreAsync();
        var fence = await here.RevokeAsync(kept);

        // Refused by every node: what was fenced, and what is in no database any longer.
        foreach (var node in nodes)
        {
            Assert.False((await node.ValidateAsync(key, kept)).IsValid);
            Assert.False((await node.ValidateAsync(key, lost)).IsValid);
        }

        Assert.True(fence.IsComplete);
        Assert.All(nodes, node => Assert.Equal(1, node.Warned.Count(id => id == PastGone)));
        Assert.All(nodes, node => Assert.NotNull(node.LastDiscontinuityAt));

        // What the restore has revived is accepted again: docs/operations.md says so.
        Assert.All(nodes, node => Assert.True(node.ValidateAsync(key, revoked).AsTask().Result.IsValid));
    }

    [Fact]
    public async Task T41_A_node_notices_a_restored_backup_within_its_renewal_and_nobody_waits_for_what_it_was()
    {
        await using var here = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        await BackUpAsync();
        var lost = await here.CreateTokenAsync();
        Assert.True((await here.ValidateAsync(key, lost)).IsValid);
        var before = Assert.Single(await here.Store.Nodes!.ListNodesAsync(CancellationToken.None));

        await RestoreAsync();
        var restored = Stopwatch.GetTimestamp();
        while (here.LastDiscontinuityAt is null)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(restored), TimeSpan.Zero, Node.MaxStaleness);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.False((await here.ValidateAsync(key, lost)).IsValid);
        Assert.True((await here.RevokeAsync(token)).IsComplete);
        Assert.DoesNotContain(await here.Store.Nodes!.ListNodesAsync(CancellationToken.None), node => node.Id == before.Id);
    }

    [Fact]
    public async Task T41_A_row_far_ahead_of_the_feeds_counter_hides_no_revocation()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        await ExecuteAsync(StrayRow(1_000));
        Assert.True((await there.ValidateAsync(key, token)).IsValid);
        Assert.True((await here.ValidateAsync(key, token)).IsValid);

        var fence = await here.RevokeAsync(token);

        Assert.False((await there.ValidateAsync(key, token)).IsValid);
        Assert.Equal((true, 2, 0), (fence.IsComplete, fence.Confirmed.Count, fence.WaitedOut.Count));
        Assert.Equal(4, (await here.Store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task T41_A_commit_that_meets_a_row_beyond_the_feeds_counter_says_that_the_database_is_damaged()
    {
        await using var node = await Node.StartAsync(Use);
        var journal = new Journal(node.Store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await ExecuteAsync(StrayRow(1));

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() }));

        Assert.Contains("history contains position 2 beyond the feed's counter, which is 1", exception.Message, StringComparison.Ordinal);
    }

    internal abstract void Use(ApiAccessBuilder builder);

    private protected abstract Task BackUpAsync();

    private protected abstract Task RestoreAsync();

    private protected abstract Task ExecuteAsync(string sql);

    private static string StrayRow(int ahead) => FormattableString.Invariant(
        $"INSERT INTO api_access_history (account_id, version, change_id, position, \"change\") SELECT account_id, 1000000, change_id, position + {ahead}, \"change\" FROM api_access_history ORDER BY position DESC LIMIT 1");
}
