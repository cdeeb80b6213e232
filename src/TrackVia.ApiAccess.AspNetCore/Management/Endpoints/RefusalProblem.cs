using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The HTTP response to each refusal: one table over the closed list of reasons.</summary>
internal static class RefusalProblem
{
    public static Problem Of(CommandRefusal refusal)
    {
        var (status, field) = Row(refusal.Reason);
        return new Problem(status, refusal.Message)
        {
            Reason = ManagementJson.Name(refusal.Reason),
            Errors = field is null ? null : new Dictionary<string, string[]> { [field] = [refusal.Message] },
        };
    }

    private static (int Status, string? Field) Row(CommandRefusalReason reason) => reason switch
    {
        CommandRefusalReason.SuperAdminRequired => (StatusCodes.Status403Forbidden, null),
        CommandRefusalReason.UserProfileAccessRequired => (StatusCodes.Status403Forbidden, null),

        CommandRefusalReason.ApiKeyMissing => (StatusCodes.Status404NotFound, null),
        CommandRefusalReason.TokenNotFound => (StatusCodes.Status404NotFound, null),
        CommandRefusalReason.UserNotFound => (StatusCodes.Status404NotFound, null),
        CommandRefusalReason.SecretNotKept => (StatusCodes.Status404NotFound, null),

        CommandRefusalReason.ExpirationNotInFuture => (StatusCodes.Status400BadRequest, "expiresOn"),
        CommandRefusalReason.UserNotApiUser => (StatusCodes.Status400BadRequest, "userId"),
        CommandRefusalReason.UserDisabled => (StatusCodes.Status400BadRequest, "userId"),

        CommandRefusalReason.ApiKeyExists => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.TokenLimitReached => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.TokenAlreadyActive => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.TokenAlreadyDeactivated => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.TokenStillActive => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.TokenExpired => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.UserNotActive => (StatusCodes.Status409Conflict, null),
        CommandRefusalReason.ActorIsUser => (StatusCodes.Status409Conflict, null),

        CommandRefusalReason.ProtectionKeyLost => (StatusCodes.Status503ServiceUnavailable, null),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The table has no row for the reason. Add it."),
    };
}
