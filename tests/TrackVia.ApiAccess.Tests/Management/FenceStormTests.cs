using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Tests.Validation;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>T51: however many fenced calls one Super Admin makes at once, they share what they need, and their number is bounded.</summary>
public sealed class FenceStormTests
{
    [Fact]
    public async Task T51_Fenced_calls_that_wait_at_once_share_the_listings_of_the_nodes()
    {
        var lists = 0;
        var gate = Task.CompletedTask;
        var fleet = await Fleet.StartAsync(thereOver: store => new ObservedNodes(store)
        {
            BeforeList = () =>
            {
                Interlocked.Increment(ref lists);
                return gate;
            },
        });
        Assert.True((await fleet.ValidateAsync()).IsValid);
        await EndAsync(fleet, [DisableAsync(fleet)]);
        var allWait = new TaskCompletionSource();
        (gate, lists) = (allWait.Task, 0);

        var waits = fleet.ThereTime.Waits.Count;
        var calls = Enumerable.Range(0, 500).Select(_ => DisableAsync(fleet)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(fleet.ThereTime.Waits.Count >= waits + 500));
        Assert.Equal(1, Volatile.Read(ref lists));
        allWait.SetResult();
        await EndAsync(fleet, calls);

        Assert.All(calls, call => Assert.True(call.Result.Fence!.IsComplete));
        Assert.InRange(lists, 1, 5);
    }

    [Fact]
    public async Task T51_Eight_management_calls_reach_the_store_at_once_and_the_others_queue()
    {
        var running = 0;
        var gate = new TaskCompletionSource();
        var observed = new ObservedNodes(new InMemoryApiAccessStore())
        {
            BeforeLoad = () =>
            {
                Interlocked.Increment(ref running);
                return gate.Task;
            },
        };
        var acme = new Acme(observed);

        var calls = Enumerable.Range(0, 100).Select(_ => acme.Manager.GetAccountAsync(Acme.SuperAdmin)).ToList();
        var session = acme.UserAccess.GetAsync(Acme.Id, Acme.Integration);
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref running) == 9));
        for (var i = 0; i < 1_000; i++)
        {
            await Task.Yield();
        }

        // Eight, and the session of the console, which does not queue behind them.
        Assert.Equal(9, running);
        gate.SetResult();
        await Task.WhenAll(calls);
        await session;
    }

    [Fact]
    public async Task T51_A_fenced_call_beyond_the_bound_is_committed_and_says_that_the_fence_is_not_complete()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.There.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false });
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;
        var waiting = Enumerable.Range(0, Fence.MaxWaiting).Select(_ => DisableAsync(fleet)).ToList();

        // The time does not advance, so only a call that does not wait returns.
        var returned = await await Task.WhenAny(waiting.Append(DisableAsync(fleet)));

        Assert.False(returned.Value.IsEnabled);
        Assert.Equal((false, 0), (returned.Fence!.IsComplete, returned.Fence.Confirmed.Count));
    }

    private static Task EndAsync(Fleet fleet, IReadOnlyList<Task> calls) => Eventually.HoldsAsync(() =>
    {
        fleet.ThereTime.Advance(TimeSpan.FromTicks(10));
        return Task.FromResult(calls.All(call => call.IsCompleted));
    });

    private static Task<RevocationResult<UserAccess>> DisableAsync(Fleet fleet) => fleet.There.Manager.SetUserAccessAsync(
        Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false }, RevocationWait.AllNodes);
}
