using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Validation;

/// <summary>R23 as a pure function: may a token of this account, known by its digest, act at this instant?</summary>
internal static class TokenJudgement
{
    public static ValidationResult Judge(AccountAccess account, CredentialDigest token, Instant now)
    {
        // The digest was hashed from what the caller sent: how long this takes tells nothing of a stored secret (T1).
        if (account.FindToken(token) is not { } found)
        {
            return ValidationResult.Refused(ValidationRefusal.UnknownToken);
        }

        var user = account.User(found.UserId);
        return (found.StateAt(now), user) switch
        {
            (AuthTokenState.Expired, _) => ValidationResult.Refused(ValidationRefusal.TokenExpired, found.Id),
            (AuthTokenState.Deactivated, _) => ValidationResult.Refused(ValidationRefusal.TokenDeactivated, found.Id),
            (_, { IsEnabled: false }) => ValidationResult.Refused(ValidationRefusal.UserDisabled, found.Id),
            (_, { IsApiUser: false }) => ValidationResult.Refused(ValidationRefusal.UserNotApiUser, found.Id),
            (AuthTokenState.Active, { CanUseTokens: true }) =>
                ValidationResult.Valid(new ApiIdentity(account.Id, found.UserId, found.Id, found.Name)),
            _ => throw new InvalidOperationException($"{found} is in a state that R23 does not name."),
        };
    }
}
