using TrackVia.ApiAccess.Changes;
using static TrackVia.ApiAccess.Tokens.AuthTokenState;
using static TrackVia.ApiAccess.Tokens.AuthTokenTrigger;

namespace TrackVia.ApiAccess.Tokens;

/// <summary>The lifecycle of an auth token as one table, total over state and trigger (R15 to R17).</summary>
/// <remarks>Every decision about a token's state is read here and nowhere else; the README's diagram is drawn from it.</remarks>
public static class AuthTokenLifecycle
{
    /// <summary>Looks up what a trigger does in a state.</summary>
    /// <param name="state">The token's state.</param>
    /// <param name="trigger">What happens.</param>
    /// <returns>The transition, or the refusal with its reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="state"/> or <paramref name="trigger"/> is not a defined value.</exception>
    public static AuthTokenTransition Decide(AuthTokenState state, AuthTokenTrigger trigger) => (state, trigger) switch
    {
        (Active, Deactivate) => To(Deactivated),
        (Active, Resume) => Refused(RefusalReason.TokenAlreadyActive),
        (Active, Delete) => Refused(RefusalReason.TokenStillActive),
        (Active, DateArrives) => To(Expired),

        (Deactivated, Deactivate) => Refused(RefusalReason.TokenAlreadyDeactivated),
        (Deactivated, Resume) => To(Active),
        (Deactivated, Delete) => Gone,
        (Deactivated, DateArrives) => To(Expired),

        (Expired, Deactivate) => Refused(RefusalReason.TokenExpired),
        (Expired, Resume) => Refused(RefusalReason.TokenExpired),
        (Expired, Delete) => Gone,
        (Expired, DateArrives) => To(Expired),

        _ => throw new ArgumentOutOfRangeException(
            nameof(state), (state, trigger), "The lifecycle knows the defined states and triggers alone; pass one of them."),
    };

    private static AuthTokenTransition Gone => default;

    private static AuthTokenTransition To(AuthTokenState next) => new(next, null);

    private static AuthTokenTransition Refused(RefusalReason reason) => new(null, reason);
}
