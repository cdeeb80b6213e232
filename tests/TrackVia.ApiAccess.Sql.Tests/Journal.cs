using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Makes and commits changes of one account, one after another.</summary>
internal sealed class Journal(IApiAccessStore store, string accountId)
{
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");

    public AccountAccess Account { get; private set; } = AccountAccess.Empty(AccountId.Parse(accountId));

    public static AuthToken Token(string name = "CI", string user = "integration@acme.example", LocalDate? expiresOn = null) => new()
    {
        Id = AuthTokenId.New(),
        Name = AuthTokenName.Parse(name),
        UserId = UserId.Parse(user),
        ExpiresOn = expiresOn ?? new LocalDate(2031, 12, 31),
        CreatedAt = Instant.FromUtc(2026, 2, 28, 23, 59).PlusNanoseconds(123_456_000),
        Digest = NewDigest(),
        Hint = "4f9Q",
    };

    public static ApiKey ApiKey() => new()
    {
        Digest = NewDigest(),
        ProtectedSecret = "protected",
        CreatedAt = Instant.FromUtc(2026, 2, 28, 12, 0),
    };

    public ChangeOrigin Origin() => new()
    {
        Id = ChangeId.New(),
        AccountId = Account.Id,
        Version = Account.Version + 1,
        At = Instant.FromUtc(2026, 3, 1, 0, 0),
        By = Admin,
    };

    public Task<CommitResult> TryAsync(AccessChange change) => store.CommitAsync(change, Account.Apply(change), CancellationToken.None);

    /// <summary>Commits what must be committed.</summary>
    public async Task<CommitResult> CommitAsync(AccessChange change)
    {
        var result = await TryAsync(change);
        Assert.Equal(CommitOutcome.Committed, result.Outcome);
        Account = Account.Apply(change);
        return result;
    }

    /// <summary>Continues from what is stored.</summary>
    public async Task LoadAsync() => Account = await store.LoadAsync(Account.Id, CancellationToken.None);

    /// <summary>Applies the stored history from the beginning.</summary>
    public async Task<AccountAccess> ReplayAsync()
    {
        var replayed = AccountAccess.Empty(Account.Id);
        while (await store.ReadHistoryAsync(Account.Id, replayed.Version, IApiAccessStore.MaxPageSize, CancellationToken.None) is { Count: > 0 } page)
        {
            replayed = page.Aggregate(replayed, (account, change) => account.Apply(change));
        }

        return replayed;
    }

    private static CredentialDigest NewDigest() => Credential.Generate(CredentialKind.AuthToken).Digest;
}
