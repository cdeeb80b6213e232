using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Answers;
using TrackVia.ApiAccess.Changes;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>What each refusal is in HTTP: one table over the closed list of reasons.</summary>
internal static class RefusalProblem
{
    public static Problem Of(Refusal refusal)
    {
        var (status, field) = Row(refusal.Reason);
        return new Problem(status, refusal.Message)
        {
            Reason = ApiAccessJson.Name(refusal.Reason),
            Errors = field is null ? null : new Dictionary<string, string[]> { [field] = [refusal.Message] },
        };
    }

    private static (int Status, string? Field) Row(RefusalReason reason) => reason switch
    {
        RefusalReason.SuperAdminRequired => (StatusCodes.Status403Forbidden, null),
        RefusalReason.UserProfileAccessRequired => (StatusCodes.Status403Forbidden, null),

        RefusalReason.ApiKeyMissing => (StatusCodes.Status404NotFound, null),
        RefusalReason.TokenNotFound => (StatusCodes.Status404NotFound, null),
        RefusalReason.UserNotFound => (StatusCodes.Status404NotFound, null),
        RefusalReason.SecretNotKept => (StatusCodes.Status404NotFound, null),

        RefusalReason.ExpirationNotInFuture => (StatusCodes.Status400BadRequest, "expiresOn"),
        RefusalReason.UserNotApiUser => (StatusCodes.Status400BadRequest, "userId"),
        RefusalReason.UserDisabled => (StatusCodes.Status400BadRequest, "userId"),

        RefusalReason.ApiKeyExists => (StatusCodes.Status409Conflict, null),
        RefusalReason.TokenLimitReached => (StatusCodes.Status409Conflict, null),
        RefusalReason.TokenAlreadyActive => (StatusCodes.Status409Conflict, null),
        RefusalReason.TokenAlreadyDeactivated => (StatusCodes.Status409Conflict, null),
        RefusalReason.TokenStillActive => (StatusCodes.Status409Conflict, null),
        RefusalReason.TokenExpired => (StatusCodes.Status409Conflict, null),
        RefusalReason.UserNotActive => (StatusCodes.Status409Conflict, null),
        RefusalReason.ActorIsUser => (StatusCodes.Status409Conflict, null),

        RefusalReason.ProtectionKeyLost => (StatusCodes.Status503ServiceUnavailable, null),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The table names every reason; add the new one."),
    };
}
