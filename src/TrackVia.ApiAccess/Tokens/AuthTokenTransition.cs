namespace TrackVia.ApiAccess;

/// <summary>What a trigger does to a token in a state: leads to a state, removes the token, or is refused.</summary>
/// <param name="Next">The state that follows; <see langword="null"/> when the token is gone or the trigger refused.</param>
/// <param name="RefusalReason">Why the trigger is refused; <see langword="null"/> when it is not.</param>
public readonly record struct AuthTokenTransition(AuthTokenState? Next, CommandRefusalReason? RefusalReason)
{
    /// <summary>Gets whether the token no longer exists afterwards.</summary>
    public bool IsGone => Next is null && RefusalReason is null;
}
