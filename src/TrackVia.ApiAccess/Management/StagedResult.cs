using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>
/// The result of a command in a transaction of the host: a value, or the refusal with its reason (R17). Nothing is committed until the host
/// commits.
/// </summary>
/// <remarks>Not safe for use by several threads at the same time.</remarks>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
#pragma warning disable RS0026 // The overloads differ in RevocationWait, which no optional parameter can stand in for.
public sealed class StagedResult<T> : CommandResult<T>
    where T : notnull
{
    private readonly Staging _staging;
    private readonly StagedCommand _command;

    internal StagedResult(T value, Staging staging, StagedCommand command)
        : base(value)
    {
        _staging = staging;
        _command = command;
    }

    internal StagedResult(CommandRefusal refusal, Staging staging, StagedCommand command)
        : base(refusal)
    {
        _staging = staging;
        _command = command;
    }

    private protected override bool IsWithheld => IsSuccess && _command is { IsDisclosure: true, IsCompleted: false };

    /// <summary>Completes the change after the host's commit: this node applies it at once, and no longer learns of it only by the feed.</summary>
    /// <remarks>
    /// A host that forgets the call loses milliseconds, not correctness: every node, including this one, learns of the change by the feed
    /// within <see cref="ApiAccessOptions.MaxStaleness"/>. After a <see cref="StoreUnavailableException"/> the call can be repeated.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation. The change remains committed.</param>
    /// <returns>A task that completes when this node has applied the change.</returns>
    /// <exception cref="InvalidOperationException">
    /// The change is not committed, because the host has not committed yet or has rolled back; or the change is completed already; or the
    /// command was refused.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. The change remains committed.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken = default) => CompleteAsync(RevocationWait.Committed, cancellationToken);

    /// <summary>Completes the change after the host's commit, and can wait until no node accepts what it revoked.</summary>
    /// <remarks>As for the overload without <paramref name="wait"/>.</remarks>
    /// <param name="wait">When the call returns: once this node has applied the change, or once no node accepts what it revoked.</param>
    /// <param name="cancellationToken">
    /// A token to cancel the operation. Once the wait for other nodes has begun, cancellation ends only that wait, and the result reports
    /// that the wait is incomplete.
    /// </param>
    /// <returns>The result of the wait for <see cref="RevocationWait.AllNodes"/>; otherwise <see langword="null"/>.</returns>
    /// <exception cref="InvalidOperationException">
    /// The change is not committed, because the host has not committed yet or has rolled back; or the change is completed already; or the
    /// command was refused.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. The change remains committed.</exception>
    public Task<FenceResult?> CompleteAsync(RevocationWait wait, CancellationToken cancellationToken = default) => !IsSuccess
        ? throw new InvalidOperationException(
            $"The command was refused, so nothing was staged and there is nothing to complete. {Refusal} Look at {nameof(IsSuccess)} before the transaction is committed.")
        : _command.IsCompleted
            ? throw StagedChanges.CompletedAlready()
            : _staging.CompleteAsync([_command], wait, cancellationToken);
}
