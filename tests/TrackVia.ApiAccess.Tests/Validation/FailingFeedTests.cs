using Microsoft.Extensions.Time.Testing;
using NodaTime.Testing;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Diagnostics;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Validation.Connections;
using TrackVia.ApiAccess.Validation.Feed;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>A feed that cannot be read, such as one whose newest row is damaged.</summary>
public sealed class FailingFeedTests
{
    [Fact]
    public async Task T57_A_feed_that_stays_unreadable_is_retried_ever_more_slowly_logged_once_a_minute_and_says_why()
    {
        var store = new ObservedStore(new InMemoryApiAccessStore()) { BeforeFeed = () => throw new StoreUnavailableException("row 7 is damaged") };
        var time = new FakeTimeProvider();
        var lines = new WrittenLines();
        var options = new ApiAccessOptions();
        var clock = new FakeClock(Acme.Noon);
        var services = new NodeServices
        {
            Store = store,
            Options = options,
            Clock = clock,
            TimeProvider = time,
            Continuity = new StoreContinuity(clock, time),
            Instruments = new ApiAccessInstruments(factory: null),
        };
        var connections = new OpenConnections(services, new ConnectionRegistry(), lines);
        await using var feed = new FeedFollower(services, new FeedReader(services, new AccountCache(10), connections), connections, lines);
        Assert.False(await feed.CatchUpAsync(CancellationToken.None));
        await Eventually.HoldsAsync(() => Task.FromResult(feed.Failure?.Message == "row 7 is damaged"));

        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(15); elapsed += TimeSpan.FromMilliseconds(50))
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        Assert.InRange(store.FeedReads, 2, 22);
        Assert.Single(lines.Texts);

        store.BeforeFeed = () => Task.CompletedTask;
        time.Advance(options.RenewalInterval);
        await Eventually.HoldsAsync(() => Task.FromResult(feed.Failure is null && feed.Lease is not null));
    }
}
