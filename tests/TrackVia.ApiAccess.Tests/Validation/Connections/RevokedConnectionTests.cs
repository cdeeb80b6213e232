using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Validation.Connections;

/// <summary>R33: a revocation ends the connections that its token opened, before the node confirms it to a fence.</summary>
public sealed class RevokedConnectionTests
{
    private static readonly TimeSpan MaxStaleness = new ApiAccessOptions().MaxStaleness;

    public static TheoryData<string> Revocations => RevocationTests.Revocations;

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task R33_T55_A_node_aborts_a_revoked_connection_before_it_confirms(string revocation)
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        await fleet.RevokeAsync(fleet.There, revocation);
        bool? wasOpen = null;
        fleet.Observed.BeforeConfirm = () =>
        {
            wasOpen ??= line.IsOpen;
            return Task.CompletedTask;
        };

        await fleet.LetItCatchUpAsync();

        Assert.False(wasOpen);
        Assert.Equal(1, line.Aborts);
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task R33_T55_On_the_node_that_revoked_it_a_connection_is_closed_when_the_call_returns(string revocation)
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;

        await fleet.RevokeAsync(fleet.Here, revocation);

        Assert.False(line.IsOpen);
    }

    [Fact]
    public async Task R33_A_change_that_does_not_affect_the_token_leaves_its_connection_open()
    {
        var fleet = await Fleet.StartWarmAsync();
        var other = await fleet.There.CreateTokenAsync();
        var line = await Line.OpenAsync(fleet);

        await fleet.There.Manager.DeactivateTokenAsync(Acme.SuperAdmin, other.Token.Id);
        await fleet.LetItCatchUpAsync();

        Assert.True(line.IsOpen);
    }

    [Fact]
    public async Task R33_T55_While_the_account_cannot_be_loaded_nothing_is_confirmed()
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        fleet.Observed.BeforeLoad = () => throw new StoreUnavailableException();
        await fleet.DeactivateThereAsync();
        var end = await fleet.There.Store.GetFeedEndAsync(default);
        await fleet.LetItCatchUpAsync();
        Assert.All(await NodesAsync(fleet), node => Assert.True(node.Confirmed < end));

        fleet.Observed.BeforeLoad = () => Task.CompletedTask;

        await Eventually.HoldsAsync(async () =>
        {
            fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(100));
            return (await NodesAsync(fleet)).All(node => node.Confirmed == end);
        });
        Assert.False(line.IsOpen);
    }

    [Fact]
    public async Task R33_T55_A_connection_whose_token_was_revoked_between_validation_and_registration_is_not_opened()
    {
        var fleet = await Fleet.StartWarmAsync();
        var identity = (await fleet.ValidateAsync()).Identity!;
        await fleet.DeactivateThereAsync();
        await fleet.LetItCatchUpAsync();

        var line = await Line.OpenAsync(fleet, identity);

        Assert.Null(line.Connection);
        Assert.Equal(CredentialRejection.TokenDeactivated, line.Result.Rejection);
    }

    [Fact]
    public async Task R33_T55_A_connection_that_is_registered_while_the_node_looks_for_revoked_ones_is_not_opened()
    {
        var fleet = await Fleet.StartWarmAsync();
        var identity = (await fleet.ValidateAsync()).Identity!;
        var line = await Line.OpenAsync(fleet, identity);
        await fleet.DeactivateThereAsync();
        Line? late = null;
        fleet.Observed.AfterLoad = async () =>
        {
            // The node has listed the account's connections, and has loaded the account.
            fleet.Observed.AfterLoad = () => Task.CompletedTask;
            late = await Line.OpenAsync(fleet, identity);
        };

        await fleet.LetItCatchUpAsync();

        Assert.False(line.IsOpen);
        Assert.Null(late!.Connection);
    }

    [Fact]
    public async Task R33_T55_A_node_that_starts_again_judges_every_connection_by_the_store()
    {
        var fleet = await Fleet.StartWarmAsync();
        var (line, other) = (await Line.OpenAsync(fleet), await fleet.There.CreateTokenAsync());
        var kept = await Line.OpenAsync(fleet, (await fleet.Here.ValidateAsync(fleet.Key, other.Secret)).Identity!);
        var node = Assert.Single(await NodesAsync(fleet));
        await fleet.There.Store.Nodes!.RemoveNodeAsync(node.Id, new FeedPosition(long.MaxValue), default);
        fleet.Here.Time.Advance(MaxStaleness / 5);
        await fleet.LetItCatchUpAsync();

        // It starts again at the feed's end after a pause, so that the feed does not show it this change.
        await fleet.DeactivateThereAsync();
        fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(async () =>
        {
            await fleet.ValidateAsync();
            return (await NodesAsync(fleet)).Any(other => other.Id != node.Id && other.Confirmed > FeedPosition.Start);
        });

        Assert.False(line.IsOpen);
        Assert.True(kept.IsOpen);
    }

    [Fact]
    public async Task R33_T55_An_abort_that_hangs_keeps_the_node_from_confirming_and_from_nothing_else()
    {
        var fleet = await Fleet.StartWarmAsync();
        using var hang = new ManualResetEventSlim();
        var end = await RevokeHangingAsync(fleet, hang);
        var other = await fleet.There.CreateTokenAsync();

        // The lease is renewed, so others are accepted from memory, and new tokens are found.
        Assert.True((await fleet.Here.ValidateAsync(fleet.Key, other.Secret)).IsValid);
        Assert.Equal(SnapshotFreshness.Current, fleet.Here.Validator.SnapshotFreshness);
        Assert.All(await NodesAsync(fleet), node => Assert.True(node.Confirmed < end));

        hang.Set();
        await Eventually.HoldsAsync(async () =>
        {
            await RenewAsync(fleet);
            return (await NodesAsync(fleet)).All(node => node.Confirmed > end);
        });
    }

    [Fact]
    public async Task R33_T55_An_abort_that_never_returns_is_given_up_when_every_fence_has_named_the_node()
    {
        var fleet = await Fleet.StartWarmAsync();
        using var hang = new ManualResetEventSlim();
        var end = await RevokeHangingAsync(fleet, hang);

        for (var age = MaxStaleness / 5; age < MaxStaleness * 1.2; age += MaxStaleness / 5)
        {
            Assert.All(await NodesAsync(fleet), node => Assert.True(node.Confirmed < end));
            await RenewAsync(fleet);
        }

        for (var renewal = 0; renewal < 5; renewal++)
        {
            await RenewAsync(fleet);
        }

        Assert.All(await NodesAsync(fleet), node => Assert.Equal(end, node.Confirmed));
        hang.Set();
    }

    [Fact]
    public async Task R33_T55_An_abort_that_throws_stops_neither_the_others_nor_the_node()
    {
        var fleet = await Fleet.StartWarmAsync();
        var failing = await Line.OpenAsync(fleet, onAbort: () => throw new InvalidOperationException("The host's own."));
        var line = await Line.OpenAsync(fleet);
        await fleet.DeactivateThereAsync();

        await fleet.LetItCatchUpAsync();

        Assert.Equal((1, 1), (failing.Aborts, line.Aborts));
        var end = await fleet.There.Store.GetFeedEndAsync(default);
        Assert.All(await NodesAsync(fleet), node => Assert.Equal(end, node.Confirmed));
    }

    [Fact]
    public async Task R33_A_connection_that_is_over_is_not_aborted()
    {
        var fleet = await Fleet.StartWarmAsync();
        var line = await Line.OpenAsync(fleet);
        line.Connection!.Dispose();

        await fleet.RevokeAsync(fleet.Here, "deactivate");

        Assert.Equal(0, line.Aborts);
    }

    [Fact]
    public async Task R33_T55_A_node_that_leaves_closes_its_connections_and_opens_no_more()
    {
        var fleet = await Fleet.StartWarmAsync();
        var identity = (await fleet.ValidateAsync()).Identity!;
        var line = await Line.OpenAsync(fleet, identity);

        await fleet.Here.Snapshots.DisposeAsync();

        Assert.False(line.IsOpen);
        Assert.True((await Line.OpenAsync(fleet, identity)).Result.IsUnavailable);
    }

    private static Task<IReadOnlyList<RegisteredNode>> NodesAsync(Fleet fleet) => fleet.There.Store.Nodes!.ListNodesAsync(default);

    /// <summary>Revokes a token whose connection hangs when it is aborted, and lets the node wait for that as long as it does.</summary>
    private static async Task<FeedPosition> RevokeHangingAsync(Fleet fleet, ManualResetEventSlim hang)
    {
        var line = await Line.OpenAsync(fleet, onAbort: hang.Wait);
        await fleet.DeactivateThereAsync();
        var catchesUp = fleet.LetItCatchUpAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(line.Aborts == 1));
        fleet.Here.Time.Advance(MaxStaleness / 5);
        await catchesUp;
        return await fleet.There.Store.GetFeedEndAsync(default);
    }

    private static Task RenewAsync(Fleet fleet)
    {
        fleet.Here.Time.Advance(MaxStaleness / 5);
        return fleet.LetItCatchUpAsync();
    }
}
