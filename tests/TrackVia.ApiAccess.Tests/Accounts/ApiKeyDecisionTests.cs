namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class ApiKeyDecisionTests
{
    [Fact]
    public void R1_An_account_gets_one_API_key()
    {
        var account = Aggregate.Empty.After(it => it.CreateKey());

        Assert.NotNull(account.ApiKey);
        Assert.Equal(Acme.Noon, account.ApiKey.CreatedAt);
    }

    [Fact]
    public void R1_A_second_API_key_is_refused()
    {
        var account = Aggregate.Empty.After(it => it.CreateKey());

        account.CreateKey().RefusedBecause(CommandRefusalReason.ApiKeyExists);
    }

    [Fact]
    public void R1_Not_even_a_change_of_the_history_replaces_the_API_key()
    {
        var account = Aggregate.Empty.After(it => it.CreateKey());
        var created = (ApiKeyCreated)Aggregate.Empty.CreateKey().Change!;
        var another = new ApiKeyCreated { Origin = created.Origin with { Version = 2 }, ApiKey = created.ApiKey };

        Assert.Throws<ArgumentException>(() => account.Apply(another));
    }

    [Fact]
    public void R1_No_kind_of_change_deletes_or_changes_the_API_key()
    {
        var kinds = typeof(AccessChange).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AccessChange)));

        Assert.Equal([nameof(ApiKeyCreated)], kinds.Select(kind => kind.Name).Where(name => name.Contains("Key", StringComparison.Ordinal)));
    }

    [Fact]
    public void R18_Only_a_Super_Admin_creates_the_API_key() =>
        Aggregate.Empty.CreateKey(Acme.SuperAdmin with { IsSuperAdmin = false }).RefusedBecause(CommandRefusalReason.SuperAdminRequired);

    [Fact]
    public void An_actor_of_another_account_is_misuse() =>
        Assert.Throws<ArgumentException>(() => Aggregate.Empty.CreateKey(Acme.SuperAdmin with { AccountId = AccountId.Parse("globex") }));
}
