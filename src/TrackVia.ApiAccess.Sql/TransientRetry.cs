using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// Repeats attempts with jitter: a bounded number of times after a conflict with other transactions, for a bounded time while no server can
/// be reached. After that the store is unavailable (T33).
/// </summary>
internal sealed class TransientRetry(SqlDialect dialect, DbDataSource dataSource, TimeProvider timeProvider)
{
    public const int MaxAttempts = 6;

    private const int FirstCeilingMilliseconds = 10;

    // Enough for a restart or a planned switchover. Callers should not wait longer for a server that crashed.
    private static readonly TimeSpan ReconnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs an attempt until it succeeds or fails permanently. An attempt that throws must leave nothing behind.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetTimestamp();
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (DbException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (DbException exception) when (!MayPass(dialect.Classify(exception), number, startedAt))
            {
                throw new StoreUnavailableException(
                    $"The database operation failed after {number} attempt(s); nothing was changed. {dialect.Remedy(exception)} "
                    + $"The database reported: {exception.Message}",
                    exception);
            }
            catch (DbException exception)
            {
                if (dialect.Classify(exception) == SqlFault.StaleSession || dialect.IsLostConnection(exception))
                {
                    dialect.ClearPool(dataSource);
                }

                await PauseAsync(number, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (dialect.IsLostConnection(exception) && MayPass(SqlFault.Disconnected, number, startedAt))
            {
                dialect.ClearPool(dataSource);
                await PauseAsync(number, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                exception is InvalidOperationException or NotSupportedException or IOException or TimeoutException or SocketException)
            {
                // Drivers do not wrap all of their failures.
                throw new StoreUnavailableException(
                    "The database driver failed; nothing was changed. Try again; if the problem persists, check the connection string and "
                    + $"the database's log. The driver reported: {exception.Message}",
                    exception);
            }
        }
    }

    /// <summary>Pauses with full jitter, so that contenders spread instead of colliding again.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var ceiling = FirstCeilingMilliseconds << Math.Min(attempt, MaxAttempts);
        return Task.Delay(TimeSpan.FromMilliseconds(1 + RandomNumberGenerator.GetInt32(ceiling)), timeProvider, cancellationToken);
    }

    private bool MayPass(SqlFault fault, int attempts, long startedAt) => fault switch
    {
        SqlFault.Transient or SqlFault.StaleSession => attempts < MaxAttempts,
        SqlFault.Disconnected => timeProvider.GetElapsedTime(startedAt) < ReconnectTimeout,
        _ => false,
    };
}
