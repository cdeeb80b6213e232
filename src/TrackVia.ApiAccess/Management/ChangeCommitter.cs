using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>The change path: load, decide, commit if the account is still at that version; else again, a bounded number of times.</summary>
internal sealed class ChangeCommitter(
    IApiAccessStore store, StoreQueue queue, LocalCommitNotifier localCommits, TimeProvider timeProvider, ApiAccessOptions options, ApiAccessInstruments instruments, ILogger logger)
{
    private const int MaxDelayMilliseconds = 200;

    private readonly FailureLog _failures = new(logger, timeProvider);

    /// <summary>Commits what is decided, and gives the account after it and the change's place in the feed, if there is a change.</summary>
    public async Task<(Decision Decision, AccountAccess Account, FeedPosition? Position)> CommitAsync(
        AccountId accountId, Func<AccountAccess, CancellationToken, ValueTask<Decision>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= options.MaxCommitAttempts; attempt++)
        {
            var account = await queue.RunAsync(() => store.LoadAsync(accountId, cancellationToken), cancellationToken).ConfigureAwait(false);
            var decision = await decide(account, cancellationToken).ConfigureAwait(false);
            if (decision.Change is not { } change)
            {
                return (decision, account, null);
            }

            var after = account.Apply(change);
            var result = await CommitAndNotifyAsync(change, after, cancellationToken).ConfigureAwait(false);
            instruments.Committed(change, result.Outcome);
            if (result.Outcome is CommitOutcome.Committed)
            {
                return (decision, after, result.Position);
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }

        throw new StoreUnavailableException(
            $"Account '{accountId}' was changed by others during all {options.MaxCommitAttempts} attempts to commit. Nothing was changed; try again later.");
    }

    /// <summary>However the commit ends: this process validates by nothing older once its caller hears of it (T25).</summary>
    private async Task<CommitResult> CommitAndNotifyAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitUntilKnownAsync(change, after, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await localCommits.NotifyAsync(change.AccountId).ConfigureAwait(false);
        }
    }

    /// <summary>Commits the same change again while the outcome is unknown: the store tells whether it has it (T32).</summary>
    private async Task<CommitResult> CommitUntilKnownAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // After an unknown outcome the caller's patience no longer counts: only the store's answer is truthful.
                var stop = attempt == 1 ? cancellationToken : CancellationToken.None;
                return await queue.RunAsync(() => store.CommitAsync(change, after, stop), stop).ConfigureAwait(false);
            }
            catch (CommitOutcomeUnknownException exception) when (attempt < options.MaxCommitAttempts)
            {
                _failures.Write(exception, (logger, exception) => ManagementLog.CommitRepeated(logger, change.AccountId, change.Version, exception));
            }
            catch (ApiAccessStoreException exception) when (attempt > 1)
            {
                if (attempt >= options.MaxCommitAttempts)
                {
                    // This attempt stored nothing, but an earlier one may have.
                    throw new CommitOutcomeUnknownException(
                        $"Whether version {change.Version} of account '{change.AccountId}' was stored is unknown: the store broke off and does not answer. Load the account to see.",
                        exception);
                }
            }

            await PauseAsync(attempt, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Full jitter: contenders spread instead of meeting again.</summary>
    private Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var ceiling = Math.Min(MaxDelayMilliseconds, 1 << Math.Min(attempt, 10));
        return Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(ceiling + 1)), timeProvider, cancellationToken);
    }
}
