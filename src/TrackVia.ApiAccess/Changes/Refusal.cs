using NodaTime;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Changes;

/// <summary>An expected refusal: the reason for programs, the message (value, rule and remedy) for people. Holds no secret.</summary>
public sealed record Refusal
{
    private Refusal(RefusalReason reason, string message)
    {
        Reason = reason;
        Message = message;
    }

    /// <summary>Gets the reason.</summary>
    public RefusalReason Reason { get; }

    /// <summary>Gets the message: the value, the rule and the remedy, in one or two sentences.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: {Message}";

    internal static Refusal SuperAdminRequired { get; } = new(
        RefusalReason.SuperAdminRequired, "Only a Super Admin manages the API key, the auth tokens and API Users. Ask one.");

    internal static Refusal UserProfileAccessRequired { get; } = new(
        RefusalReason.UserProfileAccessRequired, "Only a Super Admin with access to user profiles changes users. Ask one.");

    internal static Refusal ApiKeyExists { get; } = new(
        RefusalReason.ApiKeyExists, "The account has its API key; it cannot be changed, deleted or created again. Use the existing one.");

    internal static Refusal ApiKeyMissing { get; } = new(
        RefusalReason.ApiKeyMissing, "The account has no API key yet. Create it first.");

    internal static Refusal TokenLimitReached { get; } = new(
        RefusalReason.TokenLimitReached,
        $"The account holds {Accounts.AccountAccess.MaxTokens} auth tokens, the most that it can; deactivated and expired ones count. Delete one that is no longer used.");

    internal static Refusal ProtectionKeyLost { get; } = new(
        RefusalReason.ProtectionKeyLost,
        "The credential still works, but this host cannot decrypt it for display: its protection key is missing, or the host runs under another application name than before. "
        + "Restore the host's protection keys, or set its Data Protection application name as it was; the host's log says which of the two.");

    internal static Refusal TokenNotFound(AuthTokenId id) => new(
        RefusalReason.TokenNotFound, $"The account has no auth token {id}. List the tokens for the ids that it has.");

    internal static Refusal SecretNotKept(AuthTokenId id) => new(
        RefusalReason.SecretNotKept, $"The secret of auth token {id} was shown once, at creation, and not kept. Create a new token if it is lost.");

    internal static Refusal ExpirationNotInFuture(LocalDate date, LocalDate today) => new(
        RefusalReason.ExpirationNotInFuture,
        $"The expiration date {Iso(date)} is not in the future: a token expires at 00:00:00Z of its date. Choose a date after {Iso(today)}, today in UTC.");

    internal static Refusal UserNotFound(UserId userId) => new(
        RefusalReason.UserNotFound, $"The account has no user '{userId}'. List the users for the ids that it has.");

    internal static Refusal UserNotActive(UserId userId) => new(
        RefusalReason.UserNotActive, $"User '{userId}' is not active; only a verified, enabled user can be designated as an API User. Enable the user first.");

    internal static Refusal UserNotApiUser(UserId userId) => new(
        RefusalReason.UserNotApiUser, $"User '{userId}' is no API User; a token can be assigned to an API User alone. Designate the user first.");

    internal static Refusal UserDisabled(UserId userId) => new(
        RefusalReason.UserDisabled, $"User '{userId}' is disabled; a token can be assigned to an enabled API User alone. Enable the user first.");

    internal static Refusal ActorIsUser(UserId userId) => new(
        RefusalReason.ActorIsUser,
        $"User '{userId}' is you. You cannot designate, disable or remove yourself, because you could not undo it. Ask another Super Admin.");

    /// <summary>The refusal of a trigger by <see cref="AuthTokenLifecycle"/>.</summary>
    internal static Refusal OfLifecycle(AuthTokenId id, RefusalReason reason) => new(reason, reason switch
    {
        RefusalReason.TokenAlreadyActive => $"Auth token {id} is active already; only a deactivated token can be resumed.",
        RefusalReason.TokenAlreadyDeactivated => $"Auth token {id} is deactivated already. Resume or delete it.",
        RefusalReason.TokenStillActive => $"Auth token {id} is active; only a deactivated or expired token can be deleted. Deactivate it first.",
        RefusalReason.TokenExpired => $"Auth token {id} is expired, and that is final. Delete it and create a new one.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The lifecycle gives no such reason."),
    });

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);
}
