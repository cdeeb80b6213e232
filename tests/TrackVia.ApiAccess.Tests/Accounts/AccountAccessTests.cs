namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class AccountAccessTests
{
    private readonly AccountAccess _account = Aggregate.Empty.WithApiUser().After(it => it.CreateKey()).WithTokens(3);

    [Fact]
    public void Restoring_its_parts_in_any_order_gives_an_equal_aggregate()
    {
        var restored = AccountAccess.Restore(
            _account.Id, _account.Version, _account.ApiKey, _account.Users.Reverse(), _account.Tokens.Reverse());

        Assert.Equal(_account, restored);
        Assert.Equal(_account.GetHashCode(), restored.GetHashCode());
    }

    [Fact]
    public void Every_fact_counts_in_equality()
    {
        var token = _account.Tokens.First();
        var changed = _account.Tokens.Select(it => it == token ? it with { IsDeactivated = true } : it);

        Assert.NotEqual(_account, AccountAccess.Restore(_account.Id, _account.Version + 1, _account.ApiKey, _account.Users, _account.Tokens));
        Assert.NotEqual(_account, AccountAccess.Restore(_account.Id, _account.Version, null, _account.Users, _account.Tokens));
        Assert.NotEqual(_account, AccountAccess.Restore(_account.Id, _account.Version, _account.ApiKey, [], _account.Tokens));
        Assert.NotEqual(_account, AccountAccess.Restore(_account.Id, _account.Version, _account.ApiKey, _account.Users, changed));
    }

    [Fact]
    public void R10_A_store_that_gives_back_101_tokens_is_damaged()
    {
        var tokens = Aggregate.Empty.WithApiUser().WithTokens(100).Tokens.Concat(_account.Tokens.Take(1));

        Assert.Throws<ArgumentException>(() => AccountAccess.Restore(Acme.Id, 1, null, [], tokens));
    }

    [Fact]
    public void T5_A_store_that_gives_back_two_tokens_of_one_digest_is_damaged()
    {
        var token = _account.Tokens.First();

        Assert.Throws<ArgumentException>(() => AccountAccess.Restore(Acme.Id, 1, null, [], [token, token with { Id = AuthTokenId.New() }]));
    }

    [Fact]
    public void The_default_account_id_has_no_aggregate() => Assert.Throws<ArgumentException>(() => AccountAccess.Empty(default));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void R26_A_change_of_another_version_does_not_apply(long version)
    {
        var change = (ApiKeyCreated)Aggregate.Empty.CreateKey().Change!;

        Assert.Throws<ArgumentException>(() => Aggregate.Empty.Apply(new ApiKeyCreated
        {
            Origin = change.Origin with { Version = version },
            ApiKey = change.ApiKey,
        }));
    }

    [Fact]
    public void R26_A_change_of_another_account_does_not_apply() =>
        Assert.Throws<ArgumentException>(() => AccountAccess.Empty(AccountId.Parse("globex")).Apply(Aggregate.Empty.CreateKey().Change!));

    [Fact]
    public void R26_A_change_records_the_actor_the_action_the_time_and_the_version()
    {
        var stamp = Aggregate.Stamp();
        var change = _account.DecideRemoveUser(stamp, Acme.Integration).Change;

        Assert.Equal(
            new UserRemoved
            {
                Origin = new ChangeOrigin
                {
                    Id = stamp.Id,
                    AccountId = Acme.Id,
                    Version = _account.Version + 1,
                    At = Acme.Noon,
                    By = Acme.Admin,
                },
                UserId = Acme.Integration,
            },
            change);
    }

    [Fact]
    public void R26_A_change_without_an_actor_is_misuse_because_the_history_could_not_record_one() =>
        Assert.Throws<ArgumentException>(() => Aggregate.Empty.CreateKey(Acme.SuperAdmin with { UserId = default }));

    [Fact]
    public void No_change_accepts_the_default_user_id() => Assert.Throws<ArgumentException>(() =>
        Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), default, Aggregate.Known(Acme.Integration), isApiUser: true, isEnabled: null));

    [Fact]
    public void T38_Its_text_holds_neither_names_nor_digests() => Assert.Equal("account 'acme' at version 5: 3 auth tokens, an API key", _account.ToString());

    [Fact]
    public void A_token_is_found_by_id_and_by_digest()
    {
        var token = _account.Tokens.Last();

        Assert.Same(token, _account.FindToken(token.Id));
        Assert.Same(token, _account.FindToken(token.Digest));
        Assert.Null(_account.FindToken(default(CredentialDigest)));
        Assert.Null(_account.FindToken(default(AuthTokenId)));
    }

    [Fact]
    public void R1_The_key_of_an_aggregate_is_the_one_that_was_created()
    {
        var change = (ApiKeyCreated)Aggregate.Empty.CreateKey().Change!;
        ApiKey key = Aggregate.Empty.Apply(change).ApiKey!;

        Assert.Same(change.ApiKey, key);
        Assert.Equal(UserAccess.Ordinary(Acme.Admin), Aggregate.Empty.Apply(change).GetUser(Acme.Admin));
    }
}
