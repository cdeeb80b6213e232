using NodaTime;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Builds aggregates by deciding and applying, without manager or store.</summary>
internal static class Aggregate
{
    public static AccountAccess Empty { get; } = AccountAccess.Empty(Acme.Id);

    public static ChangeStamp Stamp(Instant? now = null, Actor? actor = null) => new(ChangeId.New(), actor ?? Acme.SuperAdmin, now ?? Acme.Noon);

    public static AccountAccess After(this AccountAccess account, Func<AccountAccess, Decision> decide)
    {
        var decision = decide(account);
        Assert.Null(decision.Refusal);
        return decision.Change is { } change ? account.Apply(change) : account;
    }

    public static AccountAccess WithApiUser(this AccountAccess account, UserId? userId = null) =>
        account.After(it => it.DecideUserAccess(Stamp(), userId ?? Acme.Integration, Known(userId ?? Acme.Integration), isApiUser: true, isEnabled: true));

    public static AccountAccess WithTokens(this AccountAccess account, int count, LocalDate? expiresOn = null) =>
        Enumerable.Range(0, count).Aggregate(account, (it, _) => it.After(now => now.CreateToken(Acme.Request(expiresOn))));

    public static AccountAccess WithTokenDeactivated(this AccountAccess account, AuthToken token) =>
        account.After(it => it.DecideToken(Stamp(), token.Id, AuthTokenTrigger.Deactivate));

    public static Decision CreateKey(this AccountAccess account, Actor? actor = null) =>
        account.DecideCreateApiKey(Stamp(actor: actor), Credential.Generate(CredentialKind.ApiKey).Digest, "protected");

    public static Decision CreateToken(this AccountAccess account, NewAuthToken? request = null, Instant? now = null, Actor? actor = null) =>
        account.DecideCreateToken(
            Stamp(now, actor), request ?? Acme.Request(), AuthTokenId.New(), Credential.Generate(CredentialKind.AuthToken), protectedSecret: null);

    public static DirectoryUser Known(UserId userId, bool isActive = true) => new()
    {
        Id = userId,
        DisplayName = userId.Value,
        IsActive = isActive,
    };

    public static void RefusedBecause(this Decision decision, CommandRefusalReason reason)
    {
        Assert.Null(decision.Change);
        Assert.Equal(reason, decision.Refusal?.Reason);
    }
}
