using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Validation;

/// <summary>The security log of rejected credentials (R23). A flood of them does not fill the disk: repeated refusals are counted.</summary>
internal sealed class RefusalLog(TimeProvider timeProvider, ILogger logger)
{
    private readonly RepeatedEventLog<(ValidationRefusal Reason, AuthTokenId? TokenId)> _refusals = new(
        timeProvider,
        refusal => (refusal.Reason, null),
        (refusal, count) => Log.CredentialsRefusedAgain(logger, count, refusal.Reason, refusal.TokenId));

    private readonly RepeatedEventLog<int> _fullQueues = new(
        timeProvider, waiting => waiting, (waiting, count) => Log.TooManyWaitingAgain(logger, count, waiting));

    public void Write(in ValidationResult result)
    {
        if (result.Refusal is { } reason && _refusals.ShouldWrite((reason, result.TokenId)))
        {
            Log.CredentialsRefused(logger, reason, result.TokenId);
        }
    }

    public void WriteFullQueue(int waiting)
    {
        if (_fullQueues.ShouldWrite(waiting))
        {
            Log.TooManyWaiting(logger, waiting);
        }
    }
}
