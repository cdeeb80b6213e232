using System.Data.Common;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>
/// What the commands of one transaction of the host have staged. It completes them together after the host's commit, and recognizes a
/// repetition of the transaction.
/// </summary>
/// <remarks>
/// <para>
/// An execution strategy repeats a transaction whose commit failed, although the commit may have succeeded on the server. Create the object
/// outside of what is repeated, and pass it to <see cref="ApiAccessManager.In(System.Data.Common.DbTransaction, StagedChanges)"/> in each
/// repetition. If the earlier transaction was committed, the commands of the repetition stage nothing and return the earlier results, with
/// the same secrets. Otherwise they are decided again. A repetition must issue the same commands in the same order.
/// </para>
/// <para>One object serves one transaction and its repetitions. Not safe for use by several threads at the same time.</para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in RevocationWait, which no optional parameter can stand in for.
public sealed class StagedChanges
{
    private List<StagedCommand> _commands = [];
    private DbTransaction? _transaction;
    private Staging? _staging;

    // An earlier attempt, until this one has staged something; its outcome, once that is known.
    private List<StagedCommand> _earlier = [];
    private bool? _wasCommitted;

    // The same object of the driver was passed again, so the earlier attempt may be this one.
    private bool _mayContinue;
    private int _next;

    /// <summary>Initializes an object for a transaction that has not begun yet.</summary>
    public StagedChanges()
    {
    }

    /// <summary>Completes all changes of the transaction after the host's commit.</summary>
    /// <remarks>
    /// As <see cref="StagedResult{T}.CompleteAsync(CancellationToken)"/> does for one change. Changes that are completed already, changes
    /// that the host has undone by a savepoint of its own, and commands that were refused, are skipped.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation. The changes remain committed.</param>
    /// <returns>A task that completes when this node has applied the changes.</returns>
    /// <exception cref="InvalidOperationException">
    /// No change is committed, because the host has not committed yet or has rolled back; or they are completed already; or no
    /// command was executed.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. The changes remain committed.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken = default) => CompleteAsync(RevocationWait.Committed, cancellationToken);

    /// <summary>Completes all changes of the transaction after the host's commit, and can wait until no node accepts what they revoked.</summary>
    /// <remarks>As for the overload without <paramref name="wait"/>. One wait covers all changes.</remarks>
    /// <param name="wait">When the call returns: once this node has applied the changes, or once no node accepts what they revoked.</param>
    /// <param name="cancellationToken">
    /// A token to cancel the operation. Once the wait for other nodes has begun, cancellation ends only that wait, and the result reports
    /// that the wait is incomplete.
    /// </param>
    /// <returns>The result of the wait for <see cref="RevocationWait.AllNodes"/>; otherwise <see langword="null"/>.</returns>
    /// <exception cref="InvalidOperationException">
    /// No change is committed, because the host has not committed yet or has rolled back; or they are completed already; or no
    /// command was executed.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. The changes remain committed.</exception>
    public Task<FenceResult?> CompleteAsync(RevocationWait wait, CancellationToken cancellationToken = default)
    {
        var commands = _commands.Count > 0 ? _commands : _earlier;
        if (_staging is null || commands.Count == 0)
        {
            throw new InvalidOperationException(
                $"No command was executed in the transaction, so there is nothing to complete. Call a method of {nameof(ApiAccessManager)}.{nameof(ApiAccessManager.In)} first.");
        }

        var open = commands.Where(command => command is { IsRefused: false, IsCompleted: false }).ToList();
        return open.Count == 0 && commands.Exists(command => command.IsCompleted)
            ? throw CompletedAlready()
            : _staging.CompleteAsync(open, wait, cancellationToken);
    }

    /// <summary>Determines whether the transaction was committed, after an attempt to commit it whose outcome is unknown.</summary>
    /// <remarks>
    /// It suits the argument <c>verifySucceeded</c> of the execution strategies of Entity Framework Core. The connection of the failed
    /// attempt must be closed on the server, or the attempt may still be committed later.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// <see langword="true"/> if the store holds a change that was staged in the transaction, durably; <see langword="false"/> if it holds
    /// none, or if none was staged.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable, or cannot prove that the change is durable.</exception>
    public async Task<bool> AreCommittedAsync(CancellationToken cancellationToken = default)
    {
        if (!await IsAnyCommittedAsync(_commands.Concat(_earlier), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await _staging!.ProveDurabilityAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Returns a text that is safe to print.</summary>
    /// <returns>The number of staged changes, without values.</returns>
    public override string ToString() => $"{_commands.Count(command => command.Change is not null)} staged changes";

    internal static InvalidOperationException CompletedAlready() =>
        new("The staged changes are completed already. Complete each change once, or all of them together.");

    /// <summary>Begins the transaction or a repetition of it, or continues the transaction that has begun.</summary>
    internal void Begin(Staging staging, DbTransaction transaction)
    {
        if (_commands.Concat(_earlier).Any(command => command.IsCompleted))
        {
            throw new InvalidOperationException($"The {nameof(StagedChanges)} belong to a transaction that is completed. Create a new object for each transaction.");
        }

        // A driver may use the object of a finished transaction again for the next one.
        var isSame = ReferenceEquals(_transaction, transaction);
        (_staging, _transaction) = (staging, transaction);
        if (_commands.Exists(command => command.Change is not null))
        {
            (_earlier, _commands, _wasCommitted, _mayContinue, _next) = (_commands, [], null, isSame, 0);
        }
        else if (!isSame)
        {
            (_commands, _wasCommitted, _mayContinue, _next) = ([], null, false, 0);
        }
        else if (_next == _earlier.Count)
        {
            _next = 0;
        }
    }

    internal void Add(StagedCommand command)
    {
        _commands.Add(command);
        if (command.Change is not null)
        {
            _earlier = [];
        }
    }

    /// <summary>Returns the newest change that was staged for an account in the transaction.</summary>
    internal StagedCommand? LastOf(AccountId accountId) => _commands.FindLast(command => command.Change?.AccountId == accountId);

    /// <summary>Returns the same command of an earlier attempt of the transaction, if that attempt was committed.</summary>
    internal async Task<StagedCommand?> FindRepeatedAsync<T>(IJoinedTransaction transaction, ManagementCommand<T> command, CancellationToken cancellationToken)
        where T : notnull
    {
        if (_earlier.Count == 0)
        {
            return null;
        }

        _wasCommitted ??= await WasCommittedAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (_wasCommitted is false)
        {
            return null;
        }

        if (_mayContinue && !await IsAnyCommittedAsync(_earlier, cancellationToken).ConfigureAwait(false))
        {
            // Only this transaction sees them: it has staged them itself.
            (_commands, _earlier) = (_earlier, []);
            return null;
        }

        _mayContinue = false;

        // A command that staged nothing may be left out.
        var found = _earlier.FindIndex(_next, earlier => earlier.Change is not null || earlier.Requests(command.Actor, command.Signature));
        _next = found + 1;
        return found >= 0 && _earlier[found].Requests(command.Actor, command.Signature)
            ? _earlier[found]
            : throw new InvalidOperationException(
                "The transaction was committed by an earlier attempt, and its repetition issues other commands. Issue the same commands in the "
                + "same order in each attempt; roll back this attempt.");
    }

    private async Task<bool> IsAnyCommittedAsync(IEnumerable<StagedCommand> commands, CancellationToken cancellationToken)
    {
        foreach (var command in commands.Where(command => command.Mark is not null))
        {
            if (await _staging!.IsCommittedAsync(command, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Determines, in the new transaction, whether the earlier one was committed.</summary>
    private async Task<bool> WasCommittedAsync(IJoinedTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var command in _earlier.Where(command => command.Change is not null))
        {
            // The load waits for the earlier transaction, should it still be about to be committed. After that, a change that is not in the
            // history never will be.
            var account = await transaction.LoadAsync(command.Change!.AccountId, cancellationToken).ConfigureAwait(false);
            if (account.Version >= command.Change.Version
                && (await transaction.StageAsync(command.Change, command.After!, cancellationToken).ConfigureAwait(false)).Outcome is CommitOutcome.Committed)
            {
                return true;
            }
        }

        return false;
    }
}
