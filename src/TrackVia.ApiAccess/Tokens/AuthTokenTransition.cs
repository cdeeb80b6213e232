namespace TrackVia.ApiAccess;

/// <summary>The effect of a trigger on a token in a state: it leads to a state, removes the token, or is refused.</summary>
/// <remarks><c>default</c> removes the token.</remarks>
public readonly record struct AuthTokenTransition
{
    private AuthTokenTransition(AuthTokenState? next, CommandRefusalReason? refusalReason)
    {
        Next = next;
        RefusalReason = refusalReason;
    }

    /// <summary>Gets the state that follows; <see langword="null"/> when the token is gone or the trigger refused.</summary>
    public AuthTokenState? Next { get; }

    /// <summary>Gets why the trigger is refused; <see langword="null"/> when it is not.</summary>
    public CommandRefusalReason? RefusalReason { get; }

    /// <summary>Gets a value indicating whether the token no longer exists afterwards.</summary>
    public bool IsGone => Next is null && RefusalReason is null;

    internal static AuthTokenTransition Gone => default;

    internal static AuthTokenTransition To(AuthTokenState next) => new(next, null);

    internal static AuthTokenTransition Refused(CommandRefusalReason reason) => new(null, reason);
}
