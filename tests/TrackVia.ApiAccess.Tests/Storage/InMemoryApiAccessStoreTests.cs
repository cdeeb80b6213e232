using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

public sealed class InMemoryApiAccessStoreTests
{
    private readonly InMemoryApiAccessStore _store = new();
    private readonly AccountAccess _ready = Aggregate.Empty.WithApiUser();

    [Fact]
    public async Task T5_An_API_key_that_another_account_has_is_refused_whole()
    {
        var created = (ApiKeyCreated)Aggregate.Empty.CreateKey().Change!;
        var globex = AccountAccess.Empty(AccountId.Parse("globex"));
        var twin = new ApiKeyCreated
        {
            Origin = created.Origin with { Id = ChangeId.New(), AccountId = globex.Id },
            ApiKey = created.ApiKey,
        };
        await CommitAsync(Aggregate.Empty, created);

        Assert.Equal(CommitResult.DuplicateCredential, await CommitAsync(globex, twin));

        Assert.Equal(globex, await _store.LoadAsync(globex.Id, default));
        var found = await _store.FindAccountsAsync([created.ApiKey.Digest], default);
        Assert.Equal(Acme.Id, Assert.Single(found).Value);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task T5_A_token_whose_id_or_digest_the_account_has_is_refused_and_nothing_overwritten(bool sameId, bool sameDigest)
    {
        var first = await CreateTokenAsync();
        var fresh = (AuthTokenCreated)first.CreateToken().Change!;
        var token = first.Tokens.Single();
        var twin = new AuthTokenCreated
        {
            Origin = fresh.Origin,
            Token = fresh.Token with
            {
                Id = sameId ? token.Id : fresh.Token.Id,
                Digest = sameDigest ? token.Digest : fresh.Token.Digest,
            },
        };

        // What the store would have to keep if it did not look: an account of which only the version is right.
        var after = AccountAccess.Restore(first.Id, twin.Version, null, first.Users, []);

        Assert.Equal(CommitResult.DuplicateCredential, await _store.CommitAsync(twin, after, default));
        Assert.Equal(first, await _store.LoadAsync(Acme.Id, default));
    }

    [Fact]
    public async Task T32_The_same_change_again_is_answered_with_the_same_place_and_another_conflicts()
    {
        var change = Aggregate.Empty.CreateKey().Change!;
        var first = await CommitAsync(Aggregate.Empty, change);

        Assert.Equal(first, await CommitAsync(Aggregate.Empty, change));
        Assert.Equal(CommitResult.Conflict, await CommitAsync(Aggregate.Empty, Aggregate.Empty.CreateKey().Change!));
        Assert.Single(await _store.ReadHistoryAsync(Acme.Id, 0, 10, default));
    }

    [Fact]
    public async Task A_wait_for_the_feed_ends_with_a_change_and_at_once_if_there_is_one_already()
    {
        var waiting = _store.WaitForFeedAsync(FeedPosition.Start, TimeSpan.FromMinutes(5), default);
        Assert.False(waiting.IsCompleted);

        await CreateTokenAsync();

        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(_store.WaitForFeedAsync(FeedPosition.Start, TimeSpan.FromMinutes(5), default).IsCompleted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public Task A_page_out_of_bounds_is_misuse(int take) =>
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.ReadFeedAsync(FeedPosition.Start, take, default));

    [Fact]
    public void The_default_of_each_outcome_is_what_it_says()
    {
        Assert.Equal(FeedPosition.Start, default);
        Assert.True(FeedPosition.Start < new FeedPosition(1));
        Assert.True(default(AuthTokenTransition).IsGone);
    }

    private async Task<AccountAccess> CreateTokenAsync()
    {
        await CommitAsync(Aggregate.Empty, Aggregate.Empty.DecideUserAccess(
            Aggregate.Stamp(), Acme.Integration, Aggregate.Known(Acme.Integration), isApiUser: true, isEnabled: true).Change!);
        var change = _ready.CreateToken().Change!;
        await CommitAsync(_ready, change);
        return _ready.Apply(change);
    }

    private Task<CommitResult> CommitAsync(AccountAccess account, AccessChange change) => _store.CommitAsync(change, account.Apply(change), default);

    [Fact]
    public void The_default_commit_result_never_says_that_a_change_is_stored() => Assert.Equal(CommitResult.Conflict, default);
}
