namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>Values as a faulty store would give them back.</summary>
internal static class Changed
{
    public static AccessChange With(this AccessChange change, ChangeOrigin origin) => change switch
    {
        ApiKeyCreated { ApiKey: var apiKey } => new ApiKeyCreated(origin, apiKey),
        AuthTokenCreated { Token: var token } => new AuthTokenCreated(origin, token),
        AuthTokenDeactivated { TokenId: var id } => new AuthTokenDeactivated(origin, id),
        AuthTokenResumed { TokenId: var id } => new AuthTokenResumed(origin, id),
        AuthTokenDeleted { TokenId: var id } => new AuthTokenDeleted(origin, id),
        AuthTokenRevealed { TokenId: var id } => new AuthTokenRevealed(origin, id),
        UserAccessChanged { User: var user } => new UserAccessChanged(origin, user),
        UserRemoved { UserId: var id } => new UserRemoved(origin, id),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    public static AccountAccess With(
        this AccountAccess account,
        long? version = null,
        Func<ApiKey, ApiKey>? apiKey = null,
        IEnumerable<UserAccess>? users = null,
        IEnumerable<AuthToken>? tokens = null) =>
        AccountAccess.Restore(
            account.Id,
            version ?? account.Version,
            account.ApiKey is { } key && apiKey is not null ? apiKey(key) : account.ApiKey,
            users ?? account.Users,
            tokens ?? account.Tokens);
}
