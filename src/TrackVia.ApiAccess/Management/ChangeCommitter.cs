using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Loads the account, decides, and commits if the account is still at that version; otherwise repeats, a bounded number of times.
/// </summary>
internal sealed class ChangeCommitter(NodeServices services, StoreQueue queue)
{
    private const int MaxDelayMilliseconds = 200;

    private readonly FailureLog _failures = new(services.LoggerFactory.CreateLogger<ApiAccessManager>(), services.TimeProvider);

    /// <summary>Commits the decided change.</summary>
    /// <returns>The last attempt, the account after it, and the mark of the change, if there is a change.</returns>
    public async Task<(Attempt<T> Attempt, AccountAccess Account, FeedMark? Mark)> CommitAsync<T>(
        AccountId accountId, Func<AccountAccess, CancellationToken, ValueTask<Attempt<T>>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= services.Options.MaxCommitAttempts; attempt++)
        {
            var account = await queue.RunAsync(() => services.Store.LoadAsync(accountId, cancellationToken), cancellationToken).ConfigureAwait(false);
            var attempted = await decide(account, cancellationToken).ConfigureAwait(false);
            if (attempted.Decision.Change is not { } change)
            {
                return (attempted, account, null);
            }

            var after = account.Apply(change);
            var result = await CommitAndNotifyAsync(change, after, cancellationToken).ConfigureAwait(false);
            services.Instruments.Committed(change, result.Outcome);
            if (result.Outcome is CommitOutcome.Committed)
            {
                return (attempted, after, new FeedMark(result.Position, change.Id));
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }

        throw new StoreUnavailableException(
            $"Account '{accountId}' was changed by others during all {services.Options.MaxCommitAttempts} attempts to commit. Nothing was changed; try again later.");
    }

    /// <summary>However the commit ends, this process does not validate with older data once the caller has its result (T25).</summary>
    private async Task<CommitResult> CommitAndNotifyAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitUntilKnownAsync(change, after, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await services.LocalCommits.NotifyAsync(change.AccountId).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Commits the same change again while the outcome is unknown; the store reports whether the change is stored (T32).
    /// </summary>
    private async Task<CommitResult> CommitUntilKnownAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // After an unknown outcome the caller's cancellation no longer applies: only the store's answer is truthful.
                var stop = attempt == 1 ? cancellationToken : CancellationToken.None;
                return await queue.RunAsync(() => services.Store.CommitAsync(change, after, stop), stop).ConfigureAwait(false);
            }
            catch (CommitOutcomeUnknownException exception) when (attempt < services.Options.MaxCommitAttempts)
            {
                _failures.Write(exception, (logger, exception) => ManagementLog.CommitRepeated(logger, change.AccountId, change.Version, exception));
            }
            catch (ApiAccessStoreException exception) when (attempt > 1)
            {
                if (attempt >= services.Options.MaxCommitAttempts)
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

    /// <summary>Full jitter, so that contending callers spread out instead of colliding again.</summary>
    private Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var ceiling = Math.Min(MaxDelayMilliseconds, 1 << Math.Min(attempt, 10));
        return Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(ceiling + 1)), services.TimeProvider, cancellationToken);
    }
}
