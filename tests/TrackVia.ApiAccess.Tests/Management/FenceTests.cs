using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Tests.Validation;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>T25: when a fenced call has returned, no node accepts what it revoked, and it always returns.</summary>
public sealed class FenceTests
{
    private static readonly TimeSpan MaxStaleness = new ApiAccessOptions().MaxStaleness;
    private static readonly TimeSpan Bound = MaxStaleness + TimeSpan.FromMilliseconds(50);

    /// <summary>Gets the longest pause between two listings of the nodes.</summary>
    internal static TimeSpan LongestPause { get; } = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task T25_It_returns_when_every_node_has_confirmed_and_no_node_accepts_then()
    {
        var fleet = await Fleet.StartAsync();
        Assert.True((await fleet.ValidateAsync()).IsValid);

        var revocation = DeactivateAsync(fleet);
        await Eventually.HoldsAsync(() => Task.FromResult(revocation.IsCompleted || fleet.ThereTime.Waits.Any(IsPause)));
        var deactivated = await fleet.There.Store.GetFeedEndAsync(default);
        await Eventually.HoldsAsync(async () => Assert.Single(await Nodes(fleet).ListNodesAsync(default)).Confirmed >= deactivated);
        await fleet.ThereTime.PassPausesAsync(revocation);
        var fence = await revocation;

        Assert.True(fence.IsComplete);
        Assert.Single(fence.Confirmed);
        Assert.Empty(fence.WaitedOut);
        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Theory]
    [MemberData(nameof(RevocationTests.Revocations), MemberType = typeof(RevocationTests))]
    public async Task T25_Every_revocation_can_be_fenced(string revocation)
    {
        var fleet = await Fleet.StartAsync();
        Assert.True((await fleet.ValidateAsync()).IsValid);

        var fence = await ReturnsAsync(fleet, RevokeAsync(fleet, revocation));

        Assert.True(fence.IsComplete);
        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T25_T27_A_node_that_cannot_read_the_feed_is_waited_out_and_forgotten()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;

        var revocation = DeactivateAsync(fleet);
        await StillWaitsAsync(fleet, revocation, Bound - TimeSpan.FromMilliseconds(1));
        Assert.True((await fleet.ValidateAsync()).IsValid);
        var fence = await ReturnsAsync(fleet, revocation);

        Assert.True(fence.IsComplete);
        Assert.Empty(fence.Confirmed);
        Assert.Single(fence.WaitedOut);
        Assert.Empty(await Nodes(fleet).ListNodesAsync(default));
        Assert.False((await fleet.ValidateAfterAsync(MaxStaleness)).IsValid);
    }

    [Fact]
    public async Task T25_A_node_that_was_forgotten_knows_nothing_when_it_comes_back()
    {
        var fleet = await Fleet.StartWarmAsync();
        var node = Assert.Single(await Nodes(fleet).ListNodesAsync(default));
        await Nodes(fleet).RemoveNodeAsync(node.Id, new FeedPosition(long.MaxValue), default);
        var loads = fleet.Observed.Loads;

        await Eventually.HoldsAsync(async () =>
        {
            fleet.Here.Time.Advance(MaxStaleness / 5);
            await fleet.ValidateAsync();
            return (await Nodes(fleet).ListNodesAsync(default)) is [var other] && other.Id != node.Id;
        });

        Assert.True((await fleet.ValidateAsync()).IsValid);
        Assert.True(fleet.Observed.Loads > loads);
    }

    [Fact]
    public async Task T25_A_node_is_registered_before_it_first_reads_the_feed()
    {
        var fleet = await Fleet.StartAsync();
        var registered = -1;
        fleet.Observed.BeforeFeed = async () => registered = registered < 0 ? (await Nodes(fleet).ListNodesAsync(default)).Count : registered;

        Assert.True((await fleet.ValidateAsync()).IsValid);

        Assert.Equal(1, registered);
    }

    [Fact]
    public async Task T25_A_node_evicts_before_it_confirms()
    {
        var fleet = await Fleet.StartWarmAsync();
        var (confirming, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        fleet.Observed.BeforeConfirm = () =>
        {
            confirming.TrySetResult();
            return gate.Task;
        };
        await fleet.DeactivateThereAsync();
        var catchesUp = fleet.LetItCatchUpAsync();
        await confirming.Task;

        // The old lease still counts: only the snapshot's absence keeps the token out.
        Assert.Equal(CredentialRejection.TokenDeactivated, (await fleet.ValidateAsync()).Rejection);
        gate.SetResult();
        await catchesUp;
    }

    [Fact]
    public async Task T25_What_a_read_that_was_given_up_finds_later_is_not_confirmed()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.LoseNotifications();
        var (hangs, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        fleet.Observed.BeforeFeed = () =>
        {
            fleet.Observed.BeforeFeed = () => Task.CompletedTask;
            hangs.SetResult();
            return gate.Task;
        };
        var first = fleet.ValidateAsync().AsTask();
        await hangs.Task;
        fleet.Here.Time.Advance(MaxStaleness);
        Assert.True((await first).IsValid);
        await Eventually.HoldsAsync(async () =>
        {
            fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(10));
            var loads = fleet.Observed.Loads;
            return (await fleet.ValidateAsync()).IsValid && fleet.Observed.Loads == loads;
        });

        await fleet.DeactivateThereAsync();
        gate.SetResult();

        // Memory still accepts, so nothing may say that it does not.
        Assert.True((await fleet.ValidateAsync()).IsValid);
        var end = await fleet.There.Store.GetFeedEndAsync(default);
        Assert.All(await Nodes(fleet).ListNodesAsync(default), node => Assert.True(node.Confirmed < end));
    }

    [Fact]
    public async Task T25_A_node_without_a_confirmation_has_no_lease()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.BeforeConfirm = () => throw new StoreUnavailableException();

        Assert.True((await fleet.ValidateAsync()).IsValid);
        var loads = fleet.Observed.Loads;
        Assert.True((await fleet.ValidateAsync()).IsValid);

        Assert.True(fleet.Observed.Loads > loads);
    }

    [Fact]
    public async Task T25_A_validation_that_queries_the_store_completes_only_after_the_store_has_proved_that_it_is_current()
    {
        var fleet = await Fleet.StartAsync(new ApiAccessOptions { UseSnapshots = false });
        fleet.Observed.BeforeProof = () => throw new StoreUnavailableException();
        Assert.True((await fleet.ValidateAsync()).IsUnavailable);

        fleet.Observed.BeforeProof = () => Task.CompletedTask;
        Assert.True((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T25_The_proof_begins_after_what_it_proves_was_read()
    {
        var fleet = await Fleet.StartAsync(new ApiAccessOptions { UseSnapshots = false });
        var proofs = 0;
        fleet.Observed.BeforeProof = () =>
        {
            proofs++;
            return Task.CompletedTask;
        };
        fleet.Observed.AfterLoad = () =>
        {
            Assert.Equal(0, proofs);
            return Task.CompletedTask;
        };

        Assert.True((await fleet.ValidateAsync()).IsValid);

        Assert.Equal(1, proofs);
    }

    [Fact]
    public async Task A_node_that_leaves_is_waited_for_no_more()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;
        var revocation = DeactivateAsync(fleet);
        await StillWaitsAsync(fleet, revocation, TimeSpan.FromSeconds(1));

        await fleet.Here.Snapshots.DisposeAsync();
        var fence = await ReturnsAsync(fleet, revocation);

        Assert.Single(fence.Confirmed);
        Assert.Empty(await Nodes(fleet).ListNodesAsync(default));
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_learns_that_the_change_is_committed_and_which_nodes_are_missing()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;
        using var patience = new CancellationTokenSource();
        var revocation = fleet.There.Manager.DeactivateTokenAsync(
            Acme.SuperAdmin, fleet.Token.Token.Id, RevocationWait.AllNodes, patience.Token);
        // A fence that pauses has listed the nodes.
        await Eventually.HoldsAsync(() => Task.FromResult(fleet.ThereTime.Waits.Any(IsPause)));
        Assert.True((await fleet.There.LoadAsync()).FindToken(fleet.Token.Token.Id)!.IsDeactivated);

        await patience.CancelAsync();
        var result = await revocation;

        Assert.True(result.Value.IsDeactivated);
        Assert.False(result.Fence!.IsComplete);
        Assert.Single(result.Fence.Pending);
    }

    [Fact]
    public async Task A_refused_command_waits_for_nobody()
    {
        var fleet = await Fleet.StartWarmAsync();

        var result = await fleet.There.Manager.DeleteTokenAsync(Acme.SuperAdmin, fleet.Token.Token.Id, RevocationWait.AllNodes);

        Assert.False(result.IsSuccess);
        Assert.Null(result.Fence);
    }

    [Fact]
    public async Task What_was_set_already_is_fenced_too()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.There.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false });
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;

        var again = RevokeAsync(fleet, "disable the user");

        await StillWaitsAsync(fleet, again, Bound - TimeSpan.FromMilliseconds(1));
        Assert.Single((await ReturnsAsync(fleet, again)).WaitedOut);
    }

    [Fact]
    public async Task A_store_that_knows_no_nodes_makes_the_fence_wait_its_full_time()
    {
        var fleet = await Fleet.StartAsync(thereOver: store => new ObservedStore(store));

        var revocation = DeactivateAsync(fleet);

        await StillWaitsAsync(fleet, revocation, Bound - TimeSpan.FromMilliseconds(1));
        Assert.True((await ReturnsAsync(fleet, revocation)).IsComplete);
    }

    [Fact]
    public async Task T31_While_the_nodes_are_unknown_the_fence_waits_as_long_as_any_lease_may_last()
    {
        var fleet = await Fleet.StartAsync(thereOver: store => new ObservedNodes(store) { BeforeList = () => throw new StoreUnavailableException() });
        var longest = TimeSpan.FromMinutes(1) * 1.01;

        var revocation = DeactivateAsync(fleet);

        await StillWaitsAsync(fleet, revocation, longest - TimeSpan.FromMilliseconds(1));
        Assert.True((await ReturnsAsync(fleet, revocation)).IsComplete);
    }

    [Fact]
    public async Task A_node_with_another_staleness_gets_no_lease()
    {
        var fleet = await Fleet.StartWarmAsync();
        var other = new Acme(fleet.There.Store, new ApiAccessOptions { MaxStaleness = TimeSpan.FromSeconds(1) });

        Assert.True((await other.ValidateAsync(fleet.Key, fleet.Token.Secret)).IsValid);

        Assert.Single(await Nodes(fleet).ListNodesAsync(default));
    }

    private static INodeRegistry Nodes(Fleet fleet) => fleet.There.Store.Nodes!;

    private static Task<FenceResult> DeactivateAsync(Fleet fleet) => RevokeAsync(fleet, "deactivate");

    private static async Task<FenceResult> RevokeAsync(Fleet fleet, string revocation) =>
        (await fleet.RevokeAsync(fleet.There, revocation, RevocationWait.AllNodes))!;

    /// <summary>
    /// The fence looks at the nodes again and again; its time advances in small steps, by far less than the duration of a lease.
    /// </summary>
    private static async Task<FenceResult> ReturnsAsync(Fleet fleet, Task<FenceResult> revocation)
    {
        await Eventually.HoldsAsync(() =>
        {
            fleet.ThereTime.Advance(TimeSpan.FromTicks(10));
            return Task.FromResult(revocation.IsCompleted);
        });
        return await revocation;
    }

    /// <summary>Determines whether a wait is a pause between two listings of the nodes. All other waits of a command are longer.</summary>
    internal static bool IsPause(TimeSpan due) => due > TimeSpan.Zero && due <= LongestPause;

    private static async Task StillWaitsAsync(Fleet fleet, Task<FenceResult> revocation, TimeSpan time)
    {
        // A fence that pauses has taken the time from which it counts, and has listed the nodes. Without nodes, it waits for the full time.
        Func<TimeSpan, bool> isPause = fleet.There.Store.Nodes is null ? due => due == Bound : IsPause;
        await Eventually.HoldsAsync(() => Task.FromResult(fleet.ThereTime.Waits.Any(isPause)));
        fleet.ThereTime.Advance(time);
        for (var i = 0; i < 1_000; i++)
        {
            await Task.Yield();
            Assert.False(revocation.IsCompleted);
        }
    }
}
