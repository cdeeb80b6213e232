using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>T48: a store that a host calls itself keeps out of the host's transaction: what it has acknowledged stays, whatever the host does.</summary>
public abstract class AmbientTransactionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task T48_A_change_is_committed_on_its_own_whether_the_host_completes_or_rolls_back(bool complete)
    {
        await using var provider = Services();
        var store = provider.GetRequiredService<IApiAccessStore>();
        var journal = new Journal(store, "acme");
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            // The tables too: the first call provisions them.
            await CallEverythingAsync(store, journal);
            if (complete)
            {
                scope.Complete();
            }
        }

        await AssertIsStoredAsync(store, journal);
    }

    [Fact]
    public async Task T48_A_scope_that_is_bound_to_its_thread_or_nested_is_kept_out_of_too()
    {
        await using var provider = Services();
        var store = provider.GetRequiredService<IApiAccessStore>();
        var journal = new Journal(store, "acme");
        CallEverythingInNestedScopes(store, journal);

        await AssertIsStoredAsync(store, journal);
    }

    [Fact]
    public async Task T48_A_store_goes_on_between_the_end_of_the_hosts_work_and_the_end_of_its_scope()
    {
        await using var provider = Services();
        var store = provider.GetRequiredService<IApiAccessStore>();
        var journal = new Journal(store, "acme");
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            scope.Complete();
            await CallEverythingAsync(store, journal);
        }

        await AssertIsStoredAsync(store, journal);
    }

    internal abstract void Use(ApiAccessBuilder builder);

    private static void CallEverythingInNestedScopes(IApiAccessStore store, Journal journal)
    {
        using var outer = new TransactionScope(TransactionScopeOption.Required, TimeSpan.FromMinutes(2));
        using var inner = new TransactionScope(TransactionScopeOption.RequiresNew, TimeSpan.FromMinutes(2));
        CallEverythingAsync(store, journal).GetAwaiter().GetResult();
    }

    private static async Task CallEverythingAsync(IApiAccessStore store, Journal journal)
    {
        var nodes = store.Nodes!;
        var uses = store.Usage!;
        var node = NodeId.Parse("web-1");
        await nodes.RegisterNodeAsync(node, TimeSpan.FromSeconds(5), CancellationToken.None);
        var apiKey = Journal.ApiKey();
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = apiKey });
        var token = Journal.Token();
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = token });
        await uses.RecordUsageAsync([new TokenUsage
        {
            AccountId = journal.Account.Id,
            TokenId = token.Id,
            At = token.CreatedAt,
        }], CancellationToken.None);
        Assert.Single(await uses.ReadUsageAsync(journal.Account.Id, CancellationToken.None));
        Assert.Single(await store.FindAccountsAsync([apiKey.Digest], CancellationToken.None));
        Assert.Equal(journal.Account, await store.LoadAsync(journal.Account.Id, CancellationToken.None));
        var feed = await store.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None);
        Assert.Equal(2, feed.Count);
        Assert.Equal(feed[1].Position, await store.GetFeedEndAsync(CancellationToken.None));
        Assert.Equal(2, (await store.ReadHistoryAsync(journal.Account.Id, 0, 10, CancellationToken.None)).Count);
        Assert.True(await nodes.ConfirmPositionAsync(node, new FeedMark(feed[1].Position, feed[1].ChangeId), CancellationToken.None));
        await nodes.EnsurePrimaryAsync(CancellationToken.None);
        Assert.Single(await nodes.ListNodesAsync(CancellationToken.None));
        await store.WaitForFeedAsync(FeedPosition.Start, TimeSpan.FromSeconds(1), CancellationToken.None);
        await nodes.RemoveNodeAsync(node, new FeedPosition(long.MaxValue), CancellationToken.None);
    }

    private static async Task AssertIsStoredAsync(IApiAccessStore store, Journal journal)
    {
        Assert.Equal(2, journal.Account.Version);
        Assert.Equal(journal.Account, await store.LoadAsync(journal.Account.Id, CancellationToken.None));
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        Use(services.AddApiAccess());
        return services.BuildServiceProvider();
    }
}
