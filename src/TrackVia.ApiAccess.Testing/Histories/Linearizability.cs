using TrackVia.ApiAccess.Testing.Harness;
using static System.FormattableString;

namespace TrackVia.ApiAccess.Testing.Histories;

/// <summary>
/// Decides whether recorded calls on one account could have happened one after another, each at an instant between its start and its end.
/// </summary>
/// <remarks>
/// In general that takes a search (Wing and Gong, 1993). Here versions define the order: each commit takes effect at its version, each read
/// between two. So an order exists exactly if no call begins after the end of another call that proves a later version of the account.
/// </remarks>
internal static class Linearizability
{
    public static void Check(AccountAccess before, IReadOnlyList<RecordedCall> calls)
    {
        CheckVersions(before, calls);
        CheckOrder(calls);
    }

    /// <summary>Checks that one commit stored each version, and that every load returned exactly the facts of its version.</summary>
    private static void CheckVersions(AccountAccess before, IReadOnlyList<RecordedCall> calls)
    {
        var states = new List<AccountAccess> { before };
        foreach (var stored in calls.Select(call => call.Stored).OfType<AccessChange>().OrderBy(change => change.Version))
        {
            Expect.Equal(states[^1].Version + 1, stored.Version, "the version of the next commit that was acknowledged");
            states.Add(states[^1].Apply(stored));
        }

        foreach (var loaded in calls.Select(call => call.Loaded).OfType<AccountAccess>())
        {
            Expect.True(
                loaded.Version >= before.Version && loaded.Version <= states[^1].Version,
                Invariant($"a version between {before.Version} and {states[^1].Version}"), () => Invariant($"a load of version {loaded.Version}"));
            Expect.Equal(states[(int)(loaded.Version - before.Version)], loaded);
        }
    }

    private static void CheckOrder(IReadOnlyList<RecordedCall> calls)
    {
        var ended = new PriorityQueue<RecordedCall, long>(calls.Select(call => (call, call.Ended)));
        RecordedCall? furthest = null;
        foreach (var call in calls.OrderBy(call => call.Began))
        {
            while (ended.TryPeek(out var earlier, out var end) && end < call.Began)
            {
                ended.Dequeue();
                furthest = furthest is null || earlier.ProvesAtLeast > furthest.ProvesAtLeast ? earlier : furthest;
            }

            if (furthest is not null && call.FromAtMost < furthest.ProvesAtLeast)
            {
                throw new ExpectationFailedException(
                    Invariant($"a call that begins at tick {call.Began} to know of version {furthest.ProvesAtLeast}, which an answer proved by tick {furthest.Ended}"),
                    call.Words)
                {
                    Story = Told(calls, furthest, call),
                };
            }
        }
    }

    private static string Told(IReadOnlyList<RecordedCall> calls, RecordedCall from, RecordedCall to) => string.Join(
        '\n',
        calls.Where(call => call.Ended >= from.Began && call.Began <= to.Ended).Select(call => Invariant($"ticks {call.Began} to {call.Ended}: {call.Words}")));
}
