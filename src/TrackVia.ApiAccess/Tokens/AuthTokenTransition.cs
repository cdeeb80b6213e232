namespace TrackVia.ApiAccess;

/// <summary>The effect of a trigger on a token in a state: a new state, the removal of the token, or a refusal.</summary>
/// <remarks><c>default</c> removes the token.</remarks>
public readonly record struct AuthTokenTransition
{
    private AuthTokenTransition(AuthTokenState? next, CommandRefusalReason? refusalReason)
    {
        Next = next;
        RefusalReason = refusalReason;
    }

    /// <summary>Gets the new state; <see langword="null"/> if the token is removed or the trigger is refused.</summary>
    public AuthTokenState? Next { get; }

    /// <summary>Gets the reason why the trigger is refused; <see langword="null"/> if it is not refused.</summary>
    public CommandRefusalReason? RefusalReason { get; }

    /// <summary>Gets a value indicating whether the trigger removes the token.</summary>
    public bool IsGone => Next is null && RefusalReason is null;

    internal static AuthTokenTransition Gone => default;

    internal static AuthTokenTransition To(AuthTokenState next) => new(next, null);

    internal static AuthTokenTransition Refused(CommandRefusalReason reason) => new(null, reason);
}
