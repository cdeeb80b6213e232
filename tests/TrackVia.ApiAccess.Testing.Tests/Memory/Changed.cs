namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>Values as a faulty store would return them.</summary>
internal static class Changed
{
    public static AccessChange With(this AccessChange change, ChangeOrigin origin) => change switch
    {
        ApiKeyCreated { ApiKey: var apiKey } => new ApiKeyCreated { Origin = origin, ApiKey = apiKey },
        AuthTokenCreated { Token: var token } => new AuthTokenCreated { Origin = origin, Token = token },
        AuthTokenDeactivated { TokenId: var id } => new AuthTokenDeactivated { Origin = origin, TokenId = id },
        AuthTokenResumed { TokenId: var id } => new AuthTokenResumed { Origin = origin, TokenId = id },
        AuthTokenDeleted { TokenId: var id } => new AuthTokenDeleted { Origin = origin, TokenId = id },
        AuthTokenRevealed { TokenId: var id } => new AuthTokenRevealed { Origin = origin, TokenId = id },
        UserAccessChanged { User: var user } => new UserAccessChanged { Origin = origin, User = user },
        UserRemoved { UserId: var id } => new UserRemoved { Origin = origin, UserId = id },
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
