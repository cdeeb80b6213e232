using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Validation.Connections;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation;

/// <summary>
/// Registers a connection that a validated token opens, so that no revocation is missed between the validation and the registration
/// (R33).
/// </summary>
/// <param name="services">The shared services of the node.</param>
/// <param name="accounts">The accounts in memory.</param>
/// <param name="registry">The connections of this node.</param>
/// <param name="connections">Validates and aborts connections.</param>
/// <param name="watch">Aborts connections when they are due.</param>
/// <param name="catchUp">Catches up with the change feed, and returns whether that renewed the lease.</param>
internal sealed class ConnectionAdmission(
    NodeServices services,
    AccountCache accounts,
    ConnectionRegistry registry,
    OpenConnections connections,
    ConnectionWatch watch,
    Func<CancellationToken, Task<bool>> catchUp)
{
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<ApiAccessValidator>();

    /// <summary>Registers a connection.</summary>
    /// <param name="identity">The identity from the validation of the connection's first request.</param>
    /// <param name="abort">
    /// Aborts the connection immediately. Called at most once, on a thread of the pool, and not after the connection is disposed.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The connection, to be disposed when it ends. If there is none, the result contains the reason: the token has become invalid since,
    /// or this node cannot read the change feed, and so could not abort the connection.
    /// </returns>
    public async ValueTask<(OpenConnection? Connection, ValidationResult Result)> OpenAsync(
        ApiIdentity identity, Action abort, CancellationToken cancellationToken)
    {
        OpenConnection? connection = null;
        try
        {
            // First the feed, then the registration, then the validation: the load includes any change that the feed will not report.
            if (watch.HasValidLease || await catchUp(cancellationToken).ConfigureAwait(false))
            {
                connection = registry.Add(identity, abort);
            }

            if (connection is null)
            {
                return (null, ValidationResult.Unavailable);
            }

            watch.Resume();
            var result = accounts.Holds(identity)
                ? ValidationResult.Valid(identity)
                : await JudgeAsync(identity, cancellationToken).ConfigureAwait(false);
            if (result.IsValid)
            {
                (var admitted, connection) = (connection, null);
                return (admitted, result);
            }

            return (null, result);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ValidationLog.StoreUnavailable(_logger, exception);
            return (null, ValidationResult.Unavailable);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private async Task<ValidationResult> JudgeAsync(ApiIdentity identity, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(NodeServices.StoreTimeout, services.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await connections.JudgeAsync(identity, linked.Token).ConfigureAwait(false);
    }
}
