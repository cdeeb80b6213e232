using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Health;

/// <summary>Reports whether this node can validate from memory, only by querying the store, or not at all, and whether its store went back in time.</summary>
internal sealed class ApiAccessHealthCheck(IApiAccessStore store, ApiAccessValidator validator, IClock clock) : IHealthCheck
{
    /// <summary>The time for which a store that went back in time is reported, so that an operator notices it.</summary>
    private static readonly Duration ReportedFor = Duration.FromHours(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await OutsideTransaction.RunAsync(() => store.GetFeedEndAsync(cancellationToken)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(
                context.Registration.FailureStatus,
                $"The store is not responding, so API credentials cannot be validated. {(exception as ApiAccessStoreException)?.Message}".TrimEnd(),
                exception);
        }

        var isLate = validator.SnapshotFreshness is SnapshotFreshness.Stale;
        if (validator.LastDiscontinuityAt is { } at && (isLate || clock.GetCurrentInstant() - at < ReportedFor))
        {
            return HealthCheckResult.Degraded(
                $"The store went back in time, as this node found at {at}: it was restored from a backup, was replaced, or failed over to a server without its last changes. "
                + "Tokens revoked after the backup may be active again: see docs/operations.md."
                + (isLate ? " This node is not registered again yet, so every validation queries the store." : ""));
        }

        return isLate
            ? HealthCheckResult.Degraded(
                $"The change feed was not read in time, so every validation queries the store. {validator.FeedFailure?.Message}".TrimEnd(), validator.FeedFailure)
            : HealthCheckResult.Healthy("API credentials are validated.");
    }
}
