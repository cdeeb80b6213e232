using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>Tells nodes that crashed from nodes that run: the latter confirm a new change, and a fence removes the former.</summary>
/// <remarks>
/// A registration carries no time, and an idle node has nothing to confirm, so only a new change proves anything. It belongs to an account of
/// the library's own, which has neither key nor users nor tokens.
/// </remarks>
internal sealed class DeadNodes(
    IApiAccessStore store, ChangeCommitter committer, Fence fence, IClock clock, ApiAccessOptions options, ILogger logger)
{
    /// <summary>Whose history says when a host looked for nodes that crashed. No account of a host has it unless it wants to.</summary>
    public static readonly AccountId Account = AccountId.Parse("trackvia.apiaccess.nodes");

    private static readonly UserId Nobody = UserId.Parse("nobody");

    /// <summary>Gets the first value that is not this node's; this node's if all have it.</summary>
    public TimeSpan TermOf(IReadOnlyList<RegisteredNode> registered) =>
        registered.Select(node => node.MaxStaleness).FirstOrDefault(term => term != options.MaxStaleness, options.MaxStaleness);

    /// <summary>Removes the registered nodes that do not run.</summary>
    /// <returns>The value of those that run, or this node's.</returns>
    public async Task<TimeSpan> RemoveAsync(TimeSpan agreed, CancellationToken cancellationToken)
    {
        ManagementLog.LookingForDeadNodes(logger, agreed, options.MaxStaleness);
        var actor = new Actor
        {
            AccountId = Account,
            UserId = UserId.Parse(options.NodeName),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };
        var (decision, _, position) = await committer.CommitAsync(
            Account,
            (account, _) =>
            {
                var stamp = new ChangeStamp(ChangeId.New(), actor, clock.GetCurrentInstant());
                return ValueTask.FromResult(
                    Decision.Of(new UserRemoved
                    {
                        Origin = new ChangeOrigin
                        {
                            Id = stamp.Id,
                            AccountId = Account,
                            Version = account.Version + 1,
                            At = stamp.Now,
                            By = actor.UserId,
                        },
                        UserId = Nobody,
                    }));
            },
            cancellationToken).ConfigureAwait(false);

        await fence.WaitAsync(new FeedMark(position!.Value, decision.Change!.Id), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var remaining = TermOf(await ((INodeRegistry)store).ListNodesAsync(cancellationToken).ConfigureAwait(false));
        if (remaining == options.MaxStaleness)
        {
            ManagementLog.DeadNodesRemoved(logger, agreed, options.MaxStaleness);
        }

        return remaining;
    }
}
