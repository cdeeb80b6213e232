using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>Distinguishes crashed nodes from running ones: running nodes confirm a new change, and a fence removes the others.</summary>
/// <remarks>
/// A registration has no timestamp, and an idle node has nothing to confirm, so only a new change is proof. The change belongs to an
/// account of the library's own, which has no key, users or tokens.
/// </remarks>
internal sealed class DeadNodes(NodeServices services, ChangeCommitter committer, Fence fence)
{
    /// <summary>
    /// The account whose history records when a host looked for crashed nodes. No account of a host has this id, unless the host chooses
    /// it.
    /// </summary>
    public static readonly AccountId Account = AccountId.Parse("trackvia.apiaccess.nodes");

    private static readonly UserId Nobody = UserId.Parse("nobody");

    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<ApiAccessNode>();

    /// <summary>Returns the first value that differs from this node's; this node's value if all are equal.</summary>
    public TimeSpan TermOf(IReadOnlyList<RegisteredNode> registered) =>
        registered.Select(node => node.MaxStaleness).FirstOrDefault(term => term != services.Options.MaxStaleness, services.Options.MaxStaleness);

    /// <summary>
    /// Removes the registered nodes that are not running. The caller has found registered nodes, so the store has a node registry.
    /// </summary>
    /// <returns>The value of the running nodes, or this node's.</returns>
    public async Task<TimeSpan> RemoveAsync(TimeSpan agreed, CancellationToken cancellationToken)
    {
        ManagementLog.LookingForDeadNodes(_logger, agreed, services.Options.MaxStaleness);
        var actor = new Actor
        {
            AccountId = Account,
            UserId = UserId.Parse(services.Options.NodeName),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };
        var (_, _, mark) = await committer.CommitAsync(
            Account,
            (account, _) =>
            {
                var stamp = new ChangeStamp(ChangeId.New(), actor, services.Clock.GetCurrentInstant());
                var removed = new UserRemoved
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
                };
                return ValueTask.FromResult(new Attempt<AccountAccess>(Decision.Of(removed), after => after));
            },
            cancellationToken).ConfigureAwait(false);

        await fence.WaitAsync(mark, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var remaining = TermOf(await services.Store.Nodes!.ListNodesAsync(cancellationToken).ConfigureAwait(false));
        if (remaining == services.Options.MaxStaleness)
        {
            ManagementLog.DeadNodesRemoved(_logger, agreed, services.Options.MaxStaleness);
        }

        return remaining;
    }
}
