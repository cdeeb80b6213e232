using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.AspNetCore.Health;

/// <summary>Whether this node can validate: at speed, by asking the store each time, or not at all.</summary>
internal sealed class ApiAccessHealthCheck(IApiAccessStore store, ApiAccessValidator validator) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await OutsideTransaction.RunAsync(() => store.GetFeedEndAsync(cancellationToken)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, "The store does not answer: API credentials cannot be validated.", exception);
        }

        return validator.SnapshotFreshness is SnapshotFreshness.Late
            ? HealthCheckResult.Degraded(
                $"The change feed was not read in time: every validation asks the store. {validator.FeedFailure?.Message}".TrimEnd(), validator.FeedFailure)
            : HealthCheckResult.Healthy("API credentials are validated.");
    }
}
