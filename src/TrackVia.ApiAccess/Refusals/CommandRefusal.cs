using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>
/// An expected refusal of a command: the reason for programs, and a message (value, rule and remedy) for people. Contains no secret.
/// </summary>
public sealed record CommandRefusal
{
    private CommandRefusal(CommandRefusalReason reason, string message)
    {
        Reason = reason;
        Message = message;
    }

    /// <summary>Gets the reason.</summary>
    public CommandRefusalReason Reason { get; }

    /// <summary>Gets the message: the value, the rule and the remedy, in one or two sentences.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: {Message}";

    internal static CommandRefusal SuperAdminRequired { get; } = new(
        CommandRefusalReason.SuperAdminRequired, "Only a Super Admin can manage the API key, the auth tokens and API Users. Ask a Super Admin of the account.");

    internal static CommandRefusal UserProfileAccessRequired { get; } = new(
        CommandRefusalReason.UserProfileAccessRequired, "Only a Super Admin with access to user profiles can change users. Ask such a Super Admin of the account.");

    internal static CommandRefusal ApiKeyExists { get; } = new(
        CommandRefusalReason.ApiKeyExists, "The account already has an API key, which cannot be changed, deleted or created again. Use the existing one.");

    internal static CommandRefusal ApiKeyMissing { get; } = new(
        CommandRefusalReason.ApiKeyMissing, "The account has no API key yet. Create it first.");

    internal static CommandRefusal TokenLimitReached { get; } = new(
        CommandRefusalReason.TokenLimitReached,
        $"The account has {AccountAccess.MaxTokens} auth tokens, which is the limit; deactivated and expired tokens count. Delete one that is no longer used.");

    internal static CommandRefusal ProtectionKeyLost { get; } = new(
        CommandRefusalReason.ProtectionKeyLost,
        "The credential still works, but this host cannot decrypt it for display: its protection key is missing, or the host runs under a different application name than before. "
        + "Restore the host's protection keys, or its previous Data Protection application name; the host's log shows which of the two is needed.");

    internal static CommandRefusal TokenNotFound(AuthTokenId id) => new(
        CommandRefusalReason.TokenNotFound, $"The account has no auth token {id}. List the tokens to see their ids.");

    internal static CommandRefusal SecretNotKept(AuthTokenId id) => new(
        CommandRefusalReason.SecretNotKept, $"The secret of auth token {id} was shown once, at creation, and was not kept. If it is lost, create a new token.");

    internal static CommandRefusal ExpirationNotInFuture(LocalDate date, LocalDate today) => new(
        CommandRefusalReason.ExpirationNotInFuture,
        $"The expiration date {Iso(date)} is not in the future: a token expires at 00:00:00Z of its date. Choose a date after {Iso(today)}, today in UTC.");

    internal static CommandRefusal UserNotFound(UserId userId) => new(
        CommandRefusalReason.UserNotFound, $"The account has no user '{userId}'. List the users to see their ids.");

    internal static CommandRefusal UserNotActive(UserId userId) => new(
        CommandRefusalReason.UserNotActive, $"User '{userId}' is not active; only a verified, enabled user can be designated as an API User. Enable the user first.");

    internal static CommandRefusal UserNotApiUser(UserId userId) => new(
        CommandRefusalReason.UserNotApiUser, $"User '{userId}' is not an API User; a token can be assigned only to an API User. Designate the user first.");

    internal static CommandRefusal UserDisabled(UserId userId) => new(
        CommandRefusalReason.UserDisabled, $"User '{userId}' is disabled; a token can be assigned only to an enabled API User. Enable the user first.");

    internal static CommandRefusal ActorIsUser(UserId userId) => new(
        CommandRefusalReason.ActorIsUser,
        $"User '{userId}' is you. You cannot designate, disable or remove yourself, because you could not undo it. Ask another Super Admin.");

    /// <summary>Creates the refusal of a trigger by <see cref="AuthTokenLifecycle"/>.</summary>
    internal static CommandRefusal OfLifecycle(AuthTokenId id, CommandRefusalReason reason) => new(reason, reason switch
    {
        CommandRefusalReason.TokenAlreadyActive => $"Auth token {id} is already active; only a deactivated token can be resumed.",
        CommandRefusalReason.TokenAlreadyDeactivated => $"Auth token {id} is already deactivated. Resume or delete it.",
        CommandRefusalReason.TokenStillActive => $"Auth token {id} is active; only a deactivated or expired token can be deleted. Deactivate it first.",
        CommandRefusalReason.TokenExpired => $"Auth token {id} has expired, which is final. Delete it and create a new one.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The lifecycle does not return this reason."),
    });

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);
}
