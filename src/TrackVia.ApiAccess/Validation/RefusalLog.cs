using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;

namespace TrackVia.ApiAccess.Validation;

/// <summary>
/// The security log of rejected credentials (R23). Repeated rejections are counted, so that a flood of them does not fill the disk.
/// </summary>
internal sealed class RefusalLog(TimeProvider timeProvider, ILogger logger)
{
    private readonly RepeatedEventLog<(CredentialRejection Reason, AuthTokenId? TokenId)> _refusals = new(
        timeProvider,
        refusal => (refusal.Reason, null),
        (refusal, count) => ValidationLog.CredentialsRefusedAgain(logger, count, refusal.Reason, refusal.TokenId));

    private readonly RepeatedEventLog<int> _fullQueues = new(
        timeProvider, waiting => waiting, (waiting, count) => ValidationLog.TooManyWaitingAgain(logger, count, waiting));

    public void Write(in ValidationResult result)
    {
        if (result.Rejection is { } reason && _refusals.ShouldWrite((reason, result.TokenId)))
        {
            ValidationLog.CredentialsRefused(logger, reason, result.TokenId);
        }
    }

    public void WriteFullQueue(int waiting)
    {
        if (_fullQueues.ShouldWrite(waiting))
        {
            ValidationLog.TooManyWaiting(logger, waiting);
        }
    }
}
