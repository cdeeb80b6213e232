using static TrackVia.ApiAccess.AuthTokenState;
using static TrackVia.ApiAccess.AuthTokenTransition;
using static TrackVia.ApiAccess.AuthTokenTrigger;

namespace TrackVia.ApiAccess;

/// <summary>The lifecycle of an auth token as one table, total over state and trigger (R15 to R17).</summary>
/// <remarks>Every decision about a token's state uses this table; the README's diagram is drawn from it.</remarks>
public static class AuthTokenLifecycle
{
    /// <summary>Returns the effect of a trigger in a state.</summary>
    /// <param name="state">The token's state.</param>
    /// <param name="trigger">The event.</param>
    /// <returns>The transition, or the refusal with its reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="state"/> or <paramref name="trigger"/> is not a defined value.
    /// </exception>
    public static AuthTokenTransition Decide(AuthTokenState state, AuthTokenTrigger trigger) => (state, trigger) switch
    {
        (Active, Deactivate) => To(Deactivated),
        (Active, Resume) => Refused(CommandRefusalReason.TokenAlreadyActive),
        (Active, Delete) => Refused(CommandRefusalReason.TokenStillActive),
        (Active, DateArrives) => To(Expired),

        (Deactivated, Deactivate) => Refused(CommandRefusalReason.TokenAlreadyDeactivated),
        (Deactivated, Resume) => To(Active),
        (Deactivated, Delete) => Gone,
        (Deactivated, DateArrives) => To(Expired),

        (Expired, Deactivate) => Refused(CommandRefusalReason.TokenExpired),
        (Expired, Resume) => Refused(CommandRefusalReason.TokenExpired),
        (Expired, Delete) => Gone,
        (Expired, DateArrives) => To(Expired),

        _ => throw new ArgumentOutOfRangeException(
            nameof(state), (state, trigger), "The state or the trigger is not a defined value. Pass one that is."),
    };
}
