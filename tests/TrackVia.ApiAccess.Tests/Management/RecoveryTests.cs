using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>After a restore, everything that is active could have been revoked since the backup.</summary>
public sealed class RecoveryTests
{
    private static readonly UserId Operator = UserId.Parse("operator");

    private readonly Acme _acme = new();
    private readonly ApiAccessRecovery _recovery;

    public RecoveryTests() => _recovery = new ApiAccessRecovery(_acme.Store, _acme.Manager, _acme.Clock);

    [Fact]
    public async Task T56_Every_active_token_is_found_and_nothing_else()
    {
        await _acme.OpenAsync();
        var active = (await _acme.CreateTokenAsync()).Token.Id;
        var deactivated = (await _acme.CreateTokenAsync()).Token.Id;
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, deactivated);
        await _acme.CreateTokenAsync(Acme.Tomorrow);
        _acme.Clock.AdvanceDays(1);
        var lasting = (await _acme.CreateTokenAsync(Acme.Tomorrow.PlusDays(9))).Token.Id;

        Assert.Equal([lasting], (await FindAsync()).Single().Tokens.Select(token => token.Token.Id));
        _acme.Clock.AdvanceDays(-1);
        Assert.Contains(active, (await FindAsync()).Single().Tokens.Select(token => token.Token.Id));
    }

    [Fact]
    public async Task T56_A_token_of_a_disabled_user_is_found_since_it_comes_back_with_the_user()
    {
        await _acme.OpenAsync();
        await _acme.CreateTokenAsync();
        Assert.True((await FindAsync()).Single().Tokens.Single().Works);

        await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false });

        Assert.False((await FindAsync()).Single().Tokens.Single().Works);
    }

    [Fact]
    public async Task T56_A_token_that_is_newer_than_the_backup_is_marked()
    {
        await _acme.OpenAsync();
        await _acme.CreateTokenAsync();
        var backupEnd = _acme.Clock.GetCurrentInstant();
        _acme.Clock.AdvanceSeconds(1);
        await _acme.CreateTokenAsync();

        var tokens = await _recovery.FindAsync(backupEnd).SelectMany(account => account.Tokens).ToListAsync();

        Assert.Equal([false, true], tokens.OrderBy(token => token.Token.CreatedAt).Select(token => token.IsNewerThanBackup));
    }

    [Fact]
    public async Task T56_Each_of_many_accounts_is_found_once_in_pages_and_a_search_goes_on_where_another_ended()
    {
        var ids = Enumerable.Range(0, 250).Select(i => AccountId.Parse($"account-{i}")).ToList();
        foreach (var id in ids)
        {
            var admin = Acme.SuperAdmin with { AccountId = id };
            await _acme.Manager.SetUserAccessAsync(admin, Acme.Integration, new UserAccessChange { IsApiUser = true });
            await _acme.Manager.CreateTokenAsync(admin, Acme.Request());
        }

        var all = await FindAsync();

        Assert.Equal(ids, all.Select(account => account.Id));
        Assert.Equal(ids.Skip(120), (await _recovery.FindAsync(Acme.Noon, all[119].Position).ToListAsync()).Select(account => account.Id));
    }

    [Fact]
    public async Task T56_Tokens_that_are_found_are_deactivated_by_the_operator_and_a_repetition_changes_nothing()
    {
        var key = await _acme.OpenAsync();
        var first = await _acme.CreateTokenAsync();
        var second = await _acme.CreateTokenAsync();
        Assert.True((await _acme.ValidateAsync(key, first.Secret)).IsValid);
        var found = (await FindAsync()).Single();

        var deactivated = await _recovery.DeactivateAsync(found.Id, found.Tokens.Select(token => token.Token.Id), Operator);

        Assert.Equal(new[] { first.Token.Id, second.Token.Id }.ToHashSet(), deactivated.ToHashSet());
        Assert.False((await _acme.ValidateAsync(key, first.Secret)).IsValid);
        Assert.Empty(await FindAsync());
        var history = (await _acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 100)).Value;
        Assert.Equal(2, history.OfType<AuthTokenDeactivated>().Count(change => change.By == Operator));
        Assert.Empty(await _recovery.DeactivateAsync(found.Id, found.Tokens.Select(token => token.Token.Id), Operator));
        Assert.Equal(history.Count, (await _acme.LoadAsync()).Version);
    }

    [Fact]
    public async Task T56_Only_the_selected_tokens_are_deactivated()
    {
        await _acme.OpenAsync();
        var selected = (await _acme.CreateTokenAsync()).Token.Id;
        var other = (await _acme.CreateTokenAsync()).Token.Id;

        Assert.Equal([selected], await _recovery.DeactivateAsync(Acme.Id, [selected, selected, AuthTokenId.New()], Operator));

        Assert.Equal([other], (await FindAsync()).Single().Tokens.Select(token => token.Token.Id));
    }

    [Fact]
    public async Task T56_A_store_that_breaks_off_loses_nothing_and_the_search_is_repeated()
    {
        var store = new BreakingStore();
        var acme = new Acme(store);
        var recovery = new ApiAccessRecovery(store, acme.Manager, acme.Clock);
        await acme.OpenAsync();
        var tokens = new[] { (await acme.CreateTokenAsync()).Token.Id, (await acme.CreateTokenAsync()).Token.Id };
        store.ReadFault = new StoreUnavailableException("down");
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await recovery.FindAsync(Acme.Noon).ToListAsync());
        store.ReadFault = null;
        store.BreakNext(Break.Unavailable);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => recovery.DeactivateAsync(Acme.Id, tokens, Operator));

        Assert.Equal(tokens.ToHashSet(), (await recovery.DeactivateAsync(Acme.Id, tokens, Operator)).ToHashSet());
        Assert.Empty(await recovery.FindAsync(Acme.Noon).ToListAsync());
    }

    [Fact]
    public async Task A_default_id_is_misuse()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _recovery.DeactivateAsync(default, [], Operator));
        await Assert.ThrowsAsync<ArgumentException>(() => _recovery.DeactivateAsync(Acme.Id, [], default));
    }

    private async Task<List<RevivableAccount>> FindAsync() => await _recovery.FindAsync(Acme.Noon).ToListAsync();
}
