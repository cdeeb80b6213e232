using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>An account with one API User and an API key, made by commits straight to a store: no manager would create an expired token.</summary>
internal sealed class BenchmarkAccount
{
    public static readonly LocalDate FarAway = new(9999, 12, 31);

    private static readonly Instant Created = Instant.FromUtc(2026, 1, 1, 0, 0);
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");
    private static readonly UserId Integration = UserId.Parse("integration@acme.example");

    private readonly IApiAccessStore _store;
    private readonly List<string> _tokens = [];

    private BenchmarkAccount(IApiAccessStore store, AccountId id, Credential apiKey)
    {
        _store = store;
        Access = AccountAccess.Empty(id);
        UserKey = apiKey.Reveal();
    }

    public AccountAccess Access { get; private set; }

    public string UserKey { get; }

    /// <summary>Gets the secrets, in the order of their creation.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    public static async Task<BenchmarkAccount> CreateAsync(IApiAccessStore store, AccountId id, int tokens = 5)
    {
        var apiKey = Credential.Generate(CredentialKind.ApiKey);
        var account = new BenchmarkAccount(store, id, apiKey);
        await account.CommitAsync(new UserAccessChanged
        {
            Origin = account.NextOrigin(),
            User = new UserAccess
            {
                UserId = Integration,
                IsApiUser = true,
                IsEnabled = true,
            },
        });
        await account.CommitAsync(new ApiKeyCreated
        {
            Origin = account.NextOrigin(),
            ApiKey = new ApiKey
            {
                Digest = apiKey.Digest,
                ProtectedSecret = new string('p', 200),
                CreatedAt = Created,
            },
        });
        for (var i = 0; i < tokens; i++)
        {
            await account.AddTokenAsync(FarAway);
        }

        return account;
    }

    public async Task<AuthToken> AddTokenAsync(LocalDate expiresOn)
    {
        var secret = Credential.Generate(CredentialKind.AuthToken);
        var token = new AuthToken
        {
            Id = AuthTokenId.New(),
            Name = AuthTokenName.Parse($"integration {_tokens.Count}"),
            UserId = Integration,
            ExpiresOn = expiresOn,
            CreatedAt = Created,
            Digest = secret.Digest,
            Hint = secret.Hint,
        };
        await CommitAsync(new AuthTokenCreated { Origin = NextOrigin(), Token = token });
        _tokens.Add(secret.Reveal());
        return token;
    }

    /// <summary>Deactivates a token, or resumes it: the change, not yet committed.</summary>
    public AccessChange Toggle(AuthTokenId token) =>
        Access.FindToken(token)!.IsDeactivated ? new AuthTokenResumed
        {
            Origin = NextOrigin(),
            TokenId = token,
        } : new AuthTokenDeactivated
        {
            Origin = NextOrigin(),
            TokenId = token,
        };

    /// <summary>Takes a change that was committed elsewhere.</summary>
    public void Apply(AccessChange change) => Access = Access.Apply(change);

    public async Task CommitAsync(AccessChange change)
    {
        var after = Access.Apply(change);
        if ((await _store.CommitAsync(change, after, CancellationToken.None)).Outcome is not CommitOutcome.Committed)
        {
            throw new InvalidOperationException("Nobody else changes this account, and yet the commit did not succeed.");
        }

        Access = after;
    }

    private ChangeOrigin NextOrigin() => new()
    {
        Id = ChangeId.New(),
        AccountId = Access.Id,
        Version = Access.Version + 1,
        At = Created,
        By = Admin,
    };
}
