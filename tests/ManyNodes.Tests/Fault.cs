namespace ManyNodes.Tests;

/// <summary>A fault that occurs while tokens are revoked.</summary>
/// <param name="Name">The fault in words.</param>
/// <param name="Begin">Before the revocation is sent.</param>
/// <param name="OnceAcknowledged">As soon as the revocation without a fence has been acknowledged.</param>
/// <param name="End">Repairs everything for the next round.</param>
internal sealed record Fault(
    string Name, Func<Cluster, Task>? Begin = null, Func<Cluster, Task>? OnceAcknowledged = null, Func<Cluster, Task>? End = null)
{
    /// <summary>The clocks of nodes are stepped so far that a lease that trusted them would last, or would have lapsed.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromMinutes(10);

    public static Fault None { get; } = new("none");

    public static Fault NotificationsCut { get; } = new(
        "notifications cut", Begin: WithholdNotifications, End: Mend);

    public static Fault DatabaseStopped { get; } = new(
        "notifications cut, then the database stopped",
        Begin: WithholdNotifications,
        OnceAcknowledged: cluster => cluster.Database.SuspendAsync(),
        End: async cluster =>
        {
            await cluster.Database.ResumeAsync();
            await Mend(cluster);
        });

    public static Fault NodeStopped { get; } = new(
        "a node stopped and continued",
        Begin: cluster => cluster.Unlucky.Host.SignalAsync("STOP"),
        End: cluster => cluster.Unlucky.Host.SignalAsync("CONT"));

    public static Fault NodeCutOff { get; } = new("a node's connections half open", Begin: CutOff, End: Mend);

    public static Fault ClocksBack { get; } = new(
        "clocks stepped back, a node cut off",
        Begin: CutOff,
        OnceAcknowledged: cluster => StepClocks(cluster, -ClockStep),
        End: ClocksRight);

    public static Fault ClocksAhead { get; } = new(
        "clocks stepped ahead, a node cut off",
        Begin: CutOff,
        OnceAcknowledged: cluster => StepClocks(cluster, ClockStep),
        End: ClocksRight);

    public static Fault PrimaryDeposed { get; } = new(
        "the primary deposed, and still answering a node",
        Begin: async cluster =>
        {
            await cluster.Standby!.PromoteAsync();
            foreach (var node in cluster.Nodes.Where(node => node != cluster.Unlucky))
            {
                await node.Link.RedirectAsync(cluster.Standby.Port);
            }
        });

    private static Task WithholdNotifications(Cluster cluster)
    {
        foreach (var node in cluster.Nodes)
        {
            node.Link.WithholdNotifications();
        }

        return Task.CompletedTask;
    }

    private static Task CutOff(Cluster cluster)
    {
        cluster.Unlucky.Link.Cut();
        return Task.CompletedTask;
    }

    private static Task Mend(Cluster cluster)
    {
        foreach (var node in cluster.Nodes)
        {
            node.Link.Mend();
        }

        return Task.CompletedTask;
    }

    private static Task StepClocks(Cluster cluster, TimeSpan offset)
    {
        foreach (var node in cluster.Nodes)
        {
            node.Clocks.Wall = offset;
        }

        return Task.CompletedTask;
    }

    private static async Task ClocksRight(Cluster cluster)
    {
        await StepClocks(cluster, TimeSpan.Zero);
        await Mend(cluster);
    }
}
