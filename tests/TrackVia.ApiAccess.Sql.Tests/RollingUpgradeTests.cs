using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Nodes of this version beside one of a newer version, which commits a kind of change that they do not know.</summary>
public abstract class RollingUpgradeTests
{
    private static readonly AccountId Account = AccountId.Parse("acme");

    [Fact]
    public async Task An_unknown_kind_of_change_evicts_its_account_and_nodes_keep_their_leases()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var (revoked, kept) = (await here.CreateTokenAsync(), await here.CreateTokenAsync());
        foreach (var node in (Node[])[here, there])
        {
            Assert.True((await node.ValidateAsync(key, revoked)).IsValid);
            Assert.True((await node.ValidateAsync(key, kept)).IsValid);
        }

        var registered = await RegisteredAsync(here);
        var position = await CommitUnknownKindAsync(here, revoked.Token.Id);

        await AllConfirmAsync(here, position);
        foreach (var node in (Node[])[here, there])
        {
            Assert.Equal(CredentialRejection.TokenDeactivated, (await node.ValidateAsync(key, revoked)).Rejection);
            Assert.True((await node.ValidateAsync(key, kept)).IsValid);
            Assert.Null(node.LastDiscontinuityAt);
            Assert.Empty(node.Warned);
        }

        Assert.Equal(registered, await RegisteredAsync(here));
    }

    [Fact]
    public async Task Commands_and_fences_go_on_behind_an_unknown_kind_of_change()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var (first, second) = (await here.CreateTokenAsync(), await here.CreateTokenAsync());
        Assert.True((await there.ValidateAsync(key, second)).IsValid);
        await CommitUnknownKindAsync(here, first.Token.Id);

        var fence = await there.RevokeAsync(second);

        Assert.True(fence.IsComplete);
        Assert.Empty(fence.WaitedOut);
        Assert.False((await here.ValidateAsync(key, second)).IsValid);
    }

    [Fact]
    public async Task The_feed_has_an_unknown_kind_of_change_without_it_and_the_history_says_to_update_the_library()
    {
        await using var here = await Node.StartAsync(Use);
        await here.OpenAccountAsync();
        var position = await CommitUnknownKindAsync(here, (await here.CreateTokenAsync()).Token.Id);

        var entry = (await here.Store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, CancellationToken.None))[^1];
        Assert.Equal((position, Account, 4L, null), (entry.Position, entry.AccountId, entry.Version, entry.Change));

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => here.Store.ReadHistoryAsync(Account, 0, IApiAccessStore.MaxPageSize, CancellationToken.None));
        Assert.IsType<NewerFormatException>(exception.InnerException);
        Assert.Contains("version 4 of account 'acme'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("update the library", exception.Message, StringComparison.Ordinal);
    }

    internal abstract void Use(ApiAccessBuilder builder);

    /// <summary>Runs statements in one transaction.</summary>
    internal abstract Task ExecuteAsync(string sql);

    /// <summary>Commits as a newer version does: what the change restricts is in the tables that this version reads.</summary>
    private async Task<FeedPosition> CommitUnknownKindAsync(Node node, AuthTokenId revoked)
    {
        var version = (await node.Store.LoadAsync(Account, CancellationToken.None)).Version + 1;
        var id = ChangeId.New();
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            UPDATE api_access_account SET version = {{version}} WHERE account_id = 'acme';
            UPDATE api_access_token SET is_deactivated = (1 = 1) WHERE account_id = 'acme' AND token_id = '{{revoked}}';
            UPDATE api_access_feed SET position = position + 1 WHERE id = 1;
            INSERT INTO api_access_history (account_id, version, change_id, position, "change")
            SELECT 'acme', {{version}}, '{{id}}', position,
                '{"v":1,"kind":"AuthTokenQuarantined","id":"{{id}}","accountId":"acme","version":{{version}},"at":"2027-01-01T00:00:00Z","by":"ada","until":[1]}'
            FROM api_access_feed WHERE id = 1;
            """));
        return await node.Store.GetFeedEndAsync(CancellationToken.None);
    }

    private static async Task AllConfirmAsync(Node node, FeedPosition position)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await node.Store.Nodes!.ListNodesAsync(patience.Token)).Any(registered => registered.Confirmed < position))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<HashSet<NodeId>> RegisteredAsync(Node node) =>
        [.. (await node.Store.Nodes!.ListNodesAsync(CancellationToken.None)).Select(registered => registered.Id)];
}
