using TrackVia.ApiAccess.Protection;


namespace TrackVia.ApiAccess.Tests.Management;

public sealed class ApiAccessManagerTests
{
    private static readonly Actor Ordinary = Acme.SuperAdmin with { IsSuperAdmin = false };

    private readonly Acme _acme = new();

    [Fact]
    public async Task R1_The_API_key_is_the_same_however_often_it_is_asked_for()
    {
        var key = await _acme.OpenAsync();
        await _acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.Equal(key.Reveal(), (await _acme.Manager.GetApiKeyAsync(Acme.SuperAdmin)).Value.Key.Reveal());
    }

    [Fact]
    public async Task R2_A_Super_Admin_gets_the_API_key_at_any_time()
    {
        var key = await _acme.OpenAsync();
        _acme.Clock.AdvanceDays(3_650);

        Assert.Equal(key.Reveal(), (await _acme.Manager.GetApiKeyAsync(Acme.SuperAdmin)).Value.Key.Reveal());
    }

    [Fact]
    public async Task R2_A_missing_API_key_is_reported_as_missing() =>
        Assert.Equal(CommandRefusalReason.ApiKeyMissing, (await _acme.Manager.GetApiKeyAsync(Acme.SuperAdmin)).Refusal?.Reason);

    [Fact]
    public async Task R2_A_lost_protection_key_costs_display_and_not_service()
    {
        var key = await _acme.OpenAsync();
        var issued = await _acme.CreateTokenAsync();
        var restarted = new Acme(_acme.Store, protector: new EphemeralSecretProtector());

        Assert.Equal(CommandRefusalReason.ProtectionKeyLost, (await restarted.Manager.GetApiKeyAsync(Acme.SuperAdmin)).Refusal?.Reason);
        Assert.True((await restarted.ValidateAsync(key, issued.Secret)).IsValid);
    }

    [Fact]
    public async Task R2_The_stored_key_is_neither_in_clear_nor_without_protection()
    {
        var key = await _acme.OpenAsync();

        Assert.DoesNotContain(key.Reveal(), (await _acme.LoadAsync()).ApiKey!.ProtectedSecret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R14_The_secret_is_handed_out_at_creation_and_by_default_not_kept()
    {
        await _acme.OpenAsync();
        var issued = await _acme.CreateTokenAsync();

        Assert.Equal(issued.Token.Digest, issued.Secret.Digest);
        Assert.Equal(CommandRefusalReason.SecretNotKept, (await _acme.Manager.RevealTokenAsync(Acme.SuperAdmin, issued.Token.Id)).Refusal?.Reason);
    }

    [Fact]
    public async Task R14_R26_A_host_that_keeps_secrets_shows_them_again_and_each_time_is_audited()
    {
        var acme = new Acme(options: new ApiAccessOptions { KeepTokenSecrets = true });
        await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(issued.Secret.Reveal(), (await acme.Manager.RevealTokenAsync(Acme.SuperAdmin, issued.Token.Id)).Value.Reveal());
        }

        var history = (await acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 100)).Value;
        Assert.Equal(2, history.OfType<AuthTokenRevealed>().Count(change => change.TokenId == issued.Token.Id && change.By == Acme.Admin));
    }

    [Fact]
    public async Task R14_A_secret_whose_protection_key_is_lost_is_neither_shown_nor_audited_as_shown()
    {
        var options = new ApiAccessOptions { KeepTokenSecrets = true };
        var acme = new Acme(options: options);
        await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        var restarted = new Acme(acme.Store, options);

        var revealed = await restarted.Manager.RevealTokenAsync(Acme.SuperAdmin, issued.Token.Id);

        Assert.Equal(CommandRefusalReason.ProtectionKeyLost, revealed.Refusal?.Reason);
        Assert.Empty((await acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 100)).Value.OfType<AuthTokenRevealed>());
    }

    [Fact]
    public async Task R17_A_refused_command_changes_nothing()
    {
        await _acme.OpenAsync();
        var issued = await _acme.CreateTokenAsync();
        var before = await _acme.LoadAsync();

        Assert.False((await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, issued.Token.Id)).IsSuccess);

        Assert.Equal(before, await _acme.LoadAsync());
        Assert.Equal(before.Version, (await _acme.Store.GetFeedEndAsync(default)).Value);
    }

    [Fact]
    public async Task R18_Nobody_but_a_Super_Admin_reads_or_manages()
    {
        await _acme.OpenAsync();
        var id = (await _acme.CreateTokenAsync()).Token.Id;
        var manager = _acme.Manager;

        CommandRefusalReason?[] reasons =
        [
            (await manager.GetAccountAsync(Ordinary)).Refusal?.Reason,
            (await manager.CreateApiKeyAsync(Ordinary)).Refusal?.Reason,
            (await manager.GetApiKeyAsync(Ordinary)).Refusal?.Reason,
            (await manager.CreateTokenAsync(Ordinary, Acme.Request())).Refusal?.Reason,
            (await manager.DeactivateTokenAsync(Ordinary, id)).Refusal?.Reason,
            (await manager.ResumeTokenAsync(Ordinary, id)).Refusal?.Reason,
            (await manager.DeleteTokenAsync(Ordinary, id)).Refusal?.Reason,
            (await manager.RevealTokenAsync(Ordinary, id)).Refusal?.Reason,
            (await manager.ListUsersAsync(Ordinary, null, 50)).Refusal?.Reason,
            (await manager.FindUsersAsync(Ordinary, [Acme.Integration])).Refusal?.Reason,
            (await manager.SearchUsersAsync(Ordinary, new())).Refusal?.Reason,
            (await manager.SetUserAccessAsync(Ordinary, Acme.Integration, new UserAccessChange { IsApiUser = false })).Refusal?.Reason,
            (await manager.RemoveUserAsync(Ordinary, Acme.Integration)).Refusal?.Reason,
            (await manager.ReadHistoryAsync(Ordinary, 0, 100)).Refusal?.Reason,
        ];

        Assert.All(reasons, reason => Assert.Equal(CommandRefusalReason.SuperAdminRequired, reason));
    }

    [Fact]
    public async Task R26_The_history_lists_every_change_in_version_order()
    {
        await _acme.OpenAsync();
        var id = (await _acme.CreateTokenAsync()).Token.Id;
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id);
        await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id);

        var history = (await _acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 100)).Value;

        Assert.Equal(
            [typeof(UserAccessChanged), typeof(ApiKeyCreated), typeof(AuthTokenCreated), typeof(AuthTokenDeactivated), typeof(AuthTokenDeleted)],
            history.Select(change => change.GetType()));
        Assert.Equal([1, 2, 3, 4, 5], history.Select(change => change.Version));
        Assert.Equal(await _acme.LoadAsync(), history.Aggregate(Aggregate.Empty, (account, change) => account.Apply(change)));
    }

    [Fact]
    public async Task R26_The_history_comes_in_pages()
    {
        await _acme.OpenAsync();
        await _acme.CreateTokensAsync(3);

        var page = (await _acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, afterVersion: 2, maxCount: 2)).Value;

        Assert.Equal([3, 4], page.Select(change => change.Version));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 1_001)]
    public Task A_page_out_of_bounds_is_misuse(long after, int take) =>
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, after, take));

    [Fact]
    public async Task R4_The_directory_says_who_can_be_designated()
    {
        _acme.Directory.Inactive.Add(Acme.Integration);
        var inactive = await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        _acme.Directory.Unknown.Add(Acme.Integration);
        var unknown = await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });

        Assert.Equal(CommandRefusalReason.UserNotActive, inactive.Refusal?.Reason);
        Assert.Equal(CommandRefusalReason.UserNotFound, unknown.Refusal?.Reason);
    }

    [Fact]
    public async Task R4_The_users_are_found_in_the_directorys_order_with_their_designation()
    {
        await _acme.OpenAsync();

        var users = (await _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new())).Value.Users;

        Assert.Equal([(Acme.Admin, false), (Acme.Integration, true)], users.Select(user => (user.Profile.Id, user.Access.IsApiUser)));
    }

    [Fact]
    public async Task T44_A_user_who_vanished_from_the_directory_is_listed_and_is_disabled_by_the_manager()
    {
        var vanished = UserId.Parse("vanished@acme.example");
        await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, vanished, new UserAccessChange { IsApiUser = true });
        _acme.Directory.Unknown.Add(vanished);

        var user = (await _acme.Manager.ListUsersAsync(Acme.SuperAdmin, null, 50)).Value.Users.Single(listed => listed.Access.UserId == vanished);
        var result = await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, vanished, new UserAccessChange { IsEnabled = false });

        Assert.Equal((false, false, true), (user.IsInDirectory, user.Profile.IsActive, user.Access.IsApiUser));
        Assert.False(result.Value.IsEnabled);
    }

    [Fact]
    public async Task R5_R6_R7_The_hosts_sign_in_learns_who_is_an_API_User()
    {
        await _acme.OpenAsync();

        Assert.False(ApiUserPolicy.AllowsConsole(await _acme.UserAccess.GetAsync(Acme.Id, Acme.Integration)));
        Assert.True(ApiUserPolicy.AllowsConsole(await _acme.UserAccess.GetAsync(Acme.Id, Acme.Admin)));
    }

    [Fact]
    public async Task An_actor_can_reach_only_the_actors_own_account()
    {
        await _acme.OpenAsync();
        var id = (await _acme.CreateTokenAsync()).Token.Id;
        var stranger = Acme.SuperAdmin with { AccountId = AccountId.Parse("globex") };

        Assert.Equal(CommandRefusalReason.TokenNotFound, (await _acme.Manager.DeactivateTokenAsync(stranger, id)).Refusal?.Reason);
        Assert.Empty((await _acme.Manager.ReadHistoryAsync(stranger, 0, 100)).Value);
    }

    [Fact]
    public async Task Reading_the_value_of_a_refused_command_is_misuse_and_the_exception_contains_the_refusal()
    {
        var result = await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, AuthTokenId.New());

        Assert.Contains(nameof(CommandRefusalReason.TokenNotFound), Assert.Throws<InvalidOperationException>(() => result.Value).Message, StringComparison.Ordinal);
    }
}
