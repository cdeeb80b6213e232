using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>Executes commands in transactions of the host, and completes them once the host has committed.</summary>
/// <remarks>
/// Calls in the host's transaction do not queue for the store: they use the host's connection. Nothing of this process learns of a change
/// before it is committed.
/// </remarks>
internal sealed class Staging(NodeServices services, StoreQueue queue, Fence fence)
{
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<ApiAccessManager>();

    /// <summary>Stages the change of a command, if there is one, or returns what an earlier attempt of the transaction has committed.</summary>
    /// <exception cref="TransactionConflictException">Another transaction prevents the change.</exception>
    public async Task<StagedResult<T>> StageAsync<T>(
        IJoinedTransaction transaction, StagedChanges changes, ManagementCommand<T> command, CancellationToken cancellationToken)
        where T : notnull
    {
        using var activity = ApiAccessActivities.StartChange(command.Actor.AccountId);
        if (await changes.FindRepeatedAsync(transaction, command, cancellationToken).ConfigureAwait(false) is { } repeated)
        {
            return (StagedResult<T>)repeated.Result!;
        }

        var account = await transaction.LoadAsync(command.Actor.AccountId, cancellationToken).ConfigureAwait(false);
        var attempt = await command.DecideAsync(account, cancellationToken).ConfigureAwait(false);
        ApiAccessActivities.Conclude(activity, attempt.Decision);
        var after = attempt.Decision.Change is { } change ? account.Apply(change) : account;
        var staged = new StagedCommand
        {
            Actor = command.Actor,
            Signature = command.Signature,
            Transaction = transaction,
            Change = attempt.Decision.Change,
            After = after,
            Mark = await StageAsync(transaction, attempt.Decision.Change, after, cancellationToken).ConfigureAwait(false),
            DependsOn = changes.LastOf(command.Actor.AccountId),
            IsRefused = attempt.Decision.Refusal is not null,
            IsDisclosure = command.IsDisclosure,
        };
        var result = Result(attempt, staged);
        staged.Result = result;
        changes.Add(staged);
        return result;
    }

    /// <summary>Completes those of the commands whose changes the host has committed.</summary>
    /// <exception cref="InvalidOperationException">No change is committed.</exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public async Task<FenceResult?> CompleteAsync(IReadOnlyList<StagedCommand> commands, RevocationWait wait, CancellationToken cancellationToken)
    {
        var sources = new List<StagedCommand>();
        StagedCommand? missing = null;
        foreach (var source in commands.Select(command => command.Source).OfType<StagedCommand>().Distinct())
        {
            if (await IsCommittedAsync(source, cancellationToken).ConfigureAwait(false))
            {
                sources.Add(source);
            }
            else
            {
                missing ??= source;
            }
        }

        // If others are committed, the host has undone this one by a savepoint of its own.
        if (missing is not null && sources.Count == 0)
        {
            throw NotCommitted(missing.Change!);
        }

        foreach (var accountId in sources.Select(source => source.Change!.AccountId).Distinct())
        {
            await services.LocalCommits.NotifyAsync(accountId).ConfigureAwait(false);
        }

        if (sources.Count > 0)
        {
            sources[^1].Transaction.NotifyCommitted();
            await ProveDurabilityAsync(cancellationToken).ConfigureAwait(false);
        }

        var result = wait is RevocationWait.AllNodes
            ? await fence.WaitAsync(sources.MaxBy(source => source.Mark!.Value.Position)?.Mark, cancellationToken).ConfigureAwait(false)
            : null;

        // Last: if the store fails before, the caller can repeat the call.
        foreach (var command in commands.Where(command => command.Source is not { } source || sources.Contains(source)))
        {
            Conclude(command);
        }

        return result;
    }

    /// <summary>Determines, by the store's own connection, whether the store holds the change of a command.</summary>
    public Task<bool> IsCommittedAsync(StagedCommand command, CancellationToken cancellationToken) =>
        queue.RunAsync(() => services.Store.HoldsAsync(command.Mark!.Value, cancellationToken), cancellationToken);

    /// <summary>
    /// The host's commit may have been answered by a server that is deposed, or before its standbys had it: then it is only known to be
    /// durable once a later write is.
    /// </summary>
    public Task ProveDurabilityAsync(CancellationToken cancellationToken) => services.Store.Nodes is not { } nodes
        ? Task.CompletedTask
        : queue.RunAsync(
            async () =>
            {
                await nodes.EnsurePrimaryAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private async Task<FeedMark?> StageAsync(IJoinedTransaction transaction, AccessChange? change, AccountAccess after, CancellationToken cancellationToken)
    {
        if (change is null)
        {
            return null;
        }

        var result = await transaction.StageAsync(change, after, cancellationToken).ConfigureAwait(false);
        if (result.Outcome is CommitOutcome.Committed)
        {
            return new FeedMark(result.Position, change.Id);
        }

        services.Instruments.Committed(change, result.Outcome);
        throw new TransactionConflictException(
            $"Version {change.Version} of account '{change.AccountId}' was not staged ({result.Outcome}): another transaction changed the account in the meantime. "
            + "Roll back the transaction, and repeat it from its beginning.");
    }

    private StagedResult<T> Result<T>(Attempt<T> attempt, StagedCommand staged)
        where T : notnull
    {
        if (attempt.Decision.Refusal is not { } refusal)
        {
            return new(attempt.Select(staged.After!), this, staged);
        }

        ManagementLog.CommandRefused(_logger, refusal.Reason, staged.Actor.AccountId, staged.Actor.UserId);
        return new(refusal, this, staged);
    }

    private void Conclude(StagedCommand command)
    {
        command.IsCompleted = true;
        if (command.Change is { } change)
        {
            services.Instruments.Committed(change, CommitOutcome.Committed);
            ManagementLog.ChangeCommitted(_logger, change.Kind, change.AccountId, change.Version, change.By);
        }
    }

    private static InvalidOperationException NotCommitted(AccessChange change) => new(
        $"Version {change.Version} of account '{change.AccountId}' is not committed: the host's transaction is still open, or it was rolled back, as a whole or to a savepoint. "
        + "Complete the change after the commit. After a rollback there is nothing to complete.");
}
