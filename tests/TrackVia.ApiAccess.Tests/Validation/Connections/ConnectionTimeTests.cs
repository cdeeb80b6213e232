using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Validation.Connections;

/// <summary>R33: the clock ends a connection too, and so does a node that cannot learn of changes any more.</summary>
public sealed class ConnectionTimeTests
{
    private static readonly TimeSpan MaxStaleness = new ApiAccessOptions().MaxStaleness;

    [Fact]
    public async Task R33_T55_A_connection_is_closed_at_the_instant_its_token_expires()
    {
        var fleet = await StartBeforeExpiryAsync(TimeSpan.FromMilliseconds(300));
        var line = await Line.OpenAsync(fleet);

        Advance(fleet, TimeSpan.FromMilliseconds(299));
        Assert.True(line.IsOpen);
        Advance(fleet, TimeSpan.FromMilliseconds(1));

        await EndsAsync(line);
    }

    [Fact]
    public async Task R33_T55_One_timer_serves_the_connection_that_expires_first()
    {
        var fleet = await Fleet.StartAsync();
        var later = await fleet.There.CreateTokenAsync(Acme.Tomorrow.PlusDays(1));
        fleet.Here.Clock.Reset(fleet.Token.Token.ExpiresAt - Duration.FromMilliseconds(300));
        var lasting = await Line.OpenAsync(fleet, (await fleet.Here.ValidateAsync(fleet.Key, later.Secret)).Identity!);
        var ending = await Line.OpenAsync(fleet);

        Advance(fleet, TimeSpan.FromMilliseconds(300));

        await EndsAsync(ending);
        Assert.True(lasting.IsOpen);
    }

    [Fact]
    public async Task R33_T55_A_clock_that_was_set_ahead_is_noticed_within_a_renewal_interval()
    {
        var fleet = await StartBeforeExpiryAsync(TimeSpan.FromSeconds(3));
        var line = await Line.OpenAsync(fleet);

        fleet.Here.Clock.Advance(Duration.FromSeconds(3));
        Assert.True(line.IsOpen);
        fleet.Here.Time.Advance(MaxStaleness / 5);

        await EndsAsync(line);
    }

    [Fact]
    public async Task R33_T27_T55_A_node_that_cannot_read_the_feed_closes_every_connection_when_its_lease_lapses()
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        fleet.Observed.BeforeFeed = () => throw new StoreUnavailableException();

        Advance(fleet, MaxStaleness - TimeSpan.FromMilliseconds(1));
        Assert.True(line.IsOpen);
        Advance(fleet, TimeSpan.FromMilliseconds(1));

        await EndsAsync(line);
    }

    [Fact]
    public async Task R33_T27_T55_The_wall_clock_is_enough_for_the_lease_to_expire_for_connections_too()
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        fleet.Observed.BeforeFeed = () => throw new StoreUnavailableException();

        fleet.Here.Clock.Advance(Duration.FromTimeSpan(MaxStaleness));
        fleet.Here.Time.Advance(MaxStaleness / 5);

        await EndsAsync(line);
    }

    [Fact]
    public async Task R33_A_node_that_reads_the_feed_keeps_its_connections_open()
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);

        for (var i = 0; i < 20; i++)
        {
            Advance(fleet, MaxStaleness / 5);
            await fleet.LetItCatchUpAsync();
        }

        Assert.True(line.IsOpen);
    }

    [Fact]
    public async Task R25_R33_While_the_feed_cannot_be_read_no_connection_is_opened()
    {
        var fleet = await Fleet.StartWarmAsync();
        var identity = (await fleet.ValidateAsync()).Identity!;
        fleet.Observed.BeforeFeed = () => throw new StoreUnavailableException();
        await fleet.ValidateAfterAsync(MaxStaleness);

        var line = await Line.OpenAsync(fleet, identity);

        Assert.Null(line.Connection);
        Assert.True(line.Result.IsUnavailable);
    }

    private static async Task<Fleet> StartBeforeExpiryAsync(TimeSpan time)
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.LoseNotifications();
        fleet.Here.Clock.Reset(fleet.Token.Token.ExpiresAt - Duration.FromTimeSpan(time));
        Assert.True((await fleet.ValidateAsync()).IsValid);
        return fleet;
    }

    private static void Advance(Fleet fleet, TimeSpan time)
    {
        fleet.Here.Clock.Advance(Duration.FromTimeSpan(time));
        fleet.Here.Time.Advance(time);
    }

    /// <summary>Aborts run on the thread pool; no time passes for them.</summary>
    private static Task EndsAsync(Line line) => Eventually.HoldsAsync(() => Task.FromResult(!line.IsOpen));
}
