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
        CommandRefusalReason.ApiKeyExists, "The account has its API key; it cannot be changed, deleted or created again. Use the existing one.");

    internal static CommandRefusal ApiKeyMissing { get; } = new(
        CommandRefusalReason.ApiKeyMissing, "The account has no API key yet. Create it first.");

    internal static CommandRefusal TokenLimitReached { get; } = new(
        CommandRefusalReason.TokenLimitReached,
        $"The account holds {AccountAccess.MaxTokens} auth tokens, the most that it can; deactivated and expired ones count. Delete one that is no longer used.");

    internal static CommandRefusal ProtectionKeyLost { get; } = new(
        CommandRefusalReason.ProtectionKeyLost,
        "The credential still works, but this host cannot decrypt it for display: its protection key is missing, or the host runs under another application name than before. "
        + "Restore the host's protection keys, or set its Data Protection application name as it was; the host's log says which of the two.");

    internal static CommandRefusal TokenNotFound(AuthTokenId id) => new(
        CommandRefusalReason.TokenNotFound, $"The account has no auth token {id}. List the tokens for the ids that it has.");

    internal static CommandRefusal SecretNotKept(AuthTokenId id) => new(
        CommandRefusalReason.SecretNotKept, $"The secret of auth token {id} was shown once, at creation, and not kept. Create a new token if it is lost.");

    internal static CommandRefusal ExpirationNotInFuture(LocalDate date, LocalDate today) => new(
        CommandRefusalReason.ExpirationNotInFuture,
        $"The expiration date {Iso(date)} is not in the future: a token expires at 00:00:00Z of its date. Choose a date after {Iso(today)}, today in UTC.");

    internal static CommandRefusal UserNotFound(UserId userId) => new(
        CommandRefusalReason.UserNotFound, $"The account has no user '{userId}'. List the users for the ids that it has.");

    internal static CommandRefusal UserNotActive(UserId userId) => new(
        CommandRefusalReason.UserNotActive, $"User '{userId}' is not active; only a verified, enabled user can be designated as an API User. Enable the user first.");

    internal static CommandRefusal UserNotApiUser(UserId userId) => new(
        CommandRefusalReason.UserNotApiUser, $"User '{userId}' is no API User; a token can be assigned to an API User alone. Designate the user first.");

    internal static CommandRefusal UserDisabled(UserId userId) => new(
        CommandRefusalReason.UserDisabled, $"User '{userId}' is disabled; a token can be assigned to an enabled API User alone. Enable the user first.");

    internal static CommandRefusal ActorIsUser(UserId userId) => new(
        CommandRefusalReason.ActorIsUser,
        $"User '{userId}' is you. You cannot designate, disable or remove yourself, because you could not undo it. Ask another Super Admin.");

    /// <summary>Creates the refusal of a trigger by <see cref="AuthTokenLifecycle"/>.</summary>
    internal static CommandRefusal OfLifecycle(AuthTokenId id, CommandRefusalReason reason) => new(reason, reason switch
    {
        CommandRefusalReason.TokenAlreadyActive => $"Auth token {id} is active already; only a deactivated token can be resumed.",
        CommandRefusalReason.TokenAlreadyDeactivated => $"Auth token {id} is deactivated already. Resume or delete it.",
        CommandRefusalReason.TokenStillActive => $"Auth token {id} is active; only a deactivated or expired token can be deleted. Deactivate it first.",
        CommandRefusalReason.TokenExpired => $"Auth token {id} is expired, and that is final. Delete it and create a new one.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The lifecycle gives no such reason."),
    });

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);
}
