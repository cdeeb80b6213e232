using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The expected state of an account, to compare with the store. Not safe for use by several threads at once.</summary>
internal sealed class TestAccount(CaseRun trial, AccountId id)
{
    /// <summary>The number of kinds of change.</summary>
    public const int Kinds = 8;

    private readonly List<AccessChange> _changes = [];

    public AccountId Id => id;

    public AccountAccess State { get; private set; } = AccountAccess.Empty(id);

    /// <summary>Gets every acknowledged change, by version.</summary>
    public IReadOnlyList<AccessChange> Changes => _changes;

    public static UserId Robot { get; } = UserId.Parse("robot@acme.example");

    public ChangeOrigin Next => TestData.Origin(id, State.Version + 1);

    /// <summary>Commits a change and returns the store's result. The expected state does not change.</summary>
    public Task<CommitResult> TryAsync(AccessChange change, IApiAccessStore? store = null, CancellationToken? cancellationToken = null) =>
        (store ?? trial.Store).CommitAsync(change, After(change), cancellationToken ?? trial.Stop);

    /// <summary>Commits a change that applies, and expects the store to accept it.</summary>
    public async Task<FeedPosition> CommitAsync(AccessChange change, IApiAccessStore? store = null)
    {
        var result = await TryAsync(change, store);
        Expect.Equal(CommitOutcome.Committed, result.Outcome, $"the outcome of {Text.Of(change)}, which is at the next version");
        Acknowledge(change);
        return result.Position;
    }

    public void Acknowledge(AccessChange change)
    {
        State = State.Apply(change);
        _changes.Add(change);
    }

    /// <summary>Replaces the acknowledged changes by the store's history, after checking that it has no gap.</summary>
    public async Task AdoptAsync()
    {
        State = AccountAccess.Empty(id);
        _changes.Clear();
        foreach (var change in await trial.Store.WholeHistoryAsync(id, trial.Stop))
        {
            Expect.Equal(State.Version + 1, change.Version, "the version of the next change in the history");
            Acknowledge(change);
        }
    }

    /// <summary>Checks that the store's state and history equal the acknowledged changes.</summary>
    public async Task CheckAsync(IApiAccessStore? store = null)
    {
        var seen = store ?? trial.Store;
        Expect.Equal(State, await seen.LoadAsync(id, trial.Stop));
        Expect.InOrder(_changes, await seen.WholeHistoryAsync(id, trial.Stop), $"the history of '{id}'");
    }

    /// <summary>Creates an API User, an active token and a deactivated one, so that every kind of change applies.</summary>
    public async Task<TestAccount> PrepareAsync()
    {
        var deactivated = TestData.Token();
        await CommitAsync(new UserAccessChanged
        {
            Origin = Next,
            User = new UserAccess { UserId = Robot, IsApiUser = true, IsEnabled = true },
        });
        await CommitAsync(new AuthTokenCreated { Origin = Next, Token = TestData.Token() });
        await CommitAsync(new AuthTokenCreated { Origin = Next, Token = deactivated });
        await CommitAsync(new AuthTokenDeactivated { Origin = Next, TokenId = deactivated.Id });
        return this;
    }

    /// <summary>
    /// Returns one change of every kind, each of which applies to the prepared account at its version or at the given one.
    /// </summary>
    public IReadOnlyList<AccessChange> EveryKind(long? version = null)
    {
        var active = State.Tokens.First(token => !token.IsDeactivated).Id;
        var deactivated = State.Tokens.First(token => token.IsDeactivated).Id;
        return
        [
            new ApiKeyCreated { Origin = Origin(), ApiKey = TestData.ApiKey() },
            new AuthTokenCreated { Origin = Origin(), Token = TestData.Token() },
            new AuthTokenDeactivated { Origin = Origin(), TokenId = active },
            new AuthTokenResumed { Origin = Origin(), TokenId = deactivated },
            new AuthTokenDeleted { Origin = Origin(), TokenId = deactivated },
            new AuthTokenRevealed { Origin = Origin(), TokenId = active },
            new UserAccessChanged { Origin = Origin(), User = new UserAccess { UserId = Robot, IsApiUser = true, IsEnabled = false } },
            new UserRemoved { Origin = Origin(), UserId = Robot },
        ];

        ChangeOrigin Origin() => TestData.Origin(id, version ?? State.Version + 1);
    }

    /// <summary>
    /// Creates a token, then alternately deactivates and resumes it, so that the account stays small, however often it changes.
    /// </summary>
    public AccessChange Toggle() => State.Tokens.FirstOrDefault() switch
    {
        null => new AuthTokenCreated { Origin = Next, Token = TestData.Token() },
        { IsDeactivated: true, Id: var tokenId } => new AuthTokenResumed { Origin = Next, TokenId = tokenId },
        { Id: var tokenId } => new AuthTokenDeactivated { Origin = Next, TokenId = tokenId },
    };

    /// <summary>Returns the same facts at another version, as a caller with an outdated or wrong state would see them.</summary>
    public AccountAccess At(long version) => AccountAccess.Restore(id, version, State.ApiKey, State.Users, State.Tokens);

    // A caller that submits a change that contradicts the facts submits the facts as they are, at the next version.
    private AccountAccess After(AccessChange change)
    {
        var before = At(change.Version - 1);
        var contradicts = change switch
        {
            ApiKeyCreated => State.ApiKey is not null,
            AuthTokenCreated { Token: var token } => State.FindToken(token.Id) is not null || State.FindToken(token.Digest) is not null,
            _ => false,
        };
        return contradicts ? At(change.Version) : before.Apply(change);
    }
}
