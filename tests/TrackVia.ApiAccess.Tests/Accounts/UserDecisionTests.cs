namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class UserDecisionTests
{
    private static readonly DirectoryUser Known = Aggregate.Known(Acme.Integration);

    [Fact]
    public void R4_A_Super_Admin_designates_an_API_User() => Assert.True(Aggregate.Empty.WithApiUser().GetUser(Acme.Integration).CanUseTokens);

    [Fact]
    public void R4_The_designation_can_be_taken_away()
    {
        var account = Aggregate.Empty.WithApiUser().After(it => Decide(it, isApiUser: false));

        Assert.False(account.GetUser(Acme.Integration).IsApiUser);
    }

    [Fact]
    public void R4_A_Super_Admin_without_access_to_user_profiles_cannot_designate()
    {
        var actor = Acme.SuperAdmin with { HasUserProfileAccess = false };

        Decide(Aggregate.Empty, isApiUser: true, actor: actor).RefusedBecause(CommandRefusalReason.UserProfileAccessRequired);
        Aggregate.Empty.WithApiUser().DecideRemoveUser(Aggregate.Stamp(actor: actor), Acme.Integration)
            .RefusedBecause(CommandRefusalReason.UserProfileAccessRequired);
    }

    [Fact]
    public void R4_Access_to_user_profiles_is_not_enough() =>
        Decide(Aggregate.Empty, isApiUser: true, actor: Acme.SuperAdmin with { IsSuperAdmin = false })
            .RefusedBecause(CommandRefusalReason.SuperAdminRequired);

    [Fact]
    public void R4_A_user_whom_the_directory_does_not_know_cannot_be_designated() =>
        Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Integration, directoryUser: null, isApiUser: true, isEnabled: null)
            .RefusedBecause(CommandRefusalReason.UserNotFound);

    [Fact]
    public void R4_A_user_who_is_not_active_cannot_be_designated() =>
        Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Integration, Known with { IsActive = false }, isApiUser: true, isEnabled: null)
            .RefusedBecause(CommandRefusalReason.UserNotActive);

    [Fact]
    public void R4_A_disabled_user_cannot_be_designated()
    {
        var disabled = Aggregate.Empty.After(it => Decide(it, isEnabled: false));

        Decide(disabled, isApiUser: true).RefusedBecause(CommandRefusalReason.UserNotActive);
    }

    [Fact]
    public void R4_An_inactive_user_can_still_lose_the_designation()
    {
        var account = Aggregate.Empty.WithApiUser();

        Assert.NotNull(account.DecideUserAccess(
            Aggregate.Stamp(), Acme.Integration, Known with { IsActive = false }, isApiUser: false, isEnabled: null).Change);
    }

    [Fact]
    public void Setting_what_is_set_already_changes_nothing() =>
        Assert.Equal(Decision.Unchanged, Decide(Aggregate.Empty.WithApiUser(), isApiUser: true, isEnabled: true));

    [Fact]
    public void R9_Disabling_a_user_does_not_change_the_facts_of_the_tokens()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(2);

        Assert.Equal(account.Tokens, account.After(it => Decide(it, isEnabled: false)).Tokens);
    }

    [Fact]
    public void R9_Removing_a_user_deactivates_only_that_users_tokens_in_the_same_change()
    {
        var other = UserId.Parse("other@acme.example");
        var account = Aggregate.Empty.WithApiUser().WithTokens(2).WithApiUser(other)
            .After(it => it.CreateToken(Acme.Request(userId: other)));

        var after = account.After(it => it.DecideRemoveUser(Aggregate.Stamp(), Acme.Integration));

        Assert.Equal(account.Version + 1, after.Version);
        Assert.Equal(UserAccess.Ordinary(Acme.Integration), after.GetUser(Acme.Integration));
        Assert.All(after.Tokens, token => Assert.Equal(token.UserId == Acme.Integration, token.IsDeactivated));
    }

    [Fact]
    public void R9_A_later_user_with_the_same_id_revives_no_token()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(1)
            .After(it => it.DecideRemoveUser(Aggregate.Stamp(), Acme.Integration))
            .WithApiUser();

        Assert.Equal(AuthTokenState.Deactivated, account.Tokens.Single().StateAt(Acme.Noon));
    }

    [Fact]
    public void Removing_a_user_of_whom_nothing_is_known_changes_nothing() =>
        Assert.Equal(Decision.Unchanged, Aggregate.Empty.DecideRemoveUser(Aggregate.Stamp(), Acme.Integration));

    public static TheoryData<bool?, bool?> Revocations => new() { { null, false }, { false, null }, { false, false }, { true, false } };

    [Theory]
    [MemberData(nameof(Revocations))]
    public void T44_An_API_User_who_vanished_from_the_directory_is_disabled_or_undesignated(bool? isApiUser, bool? isEnabled)
    {
        var decision = Aggregate.Empty.WithApiUser()
            .DecideUserAccess(Aggregate.Stamp(), Acme.Integration, directoryUser: null, isApiUser, isEnabled);

        Assert.False(Assert.IsType<UserAccessChanged>(decision.Change).User.CanUseTokens);
    }

    [Fact]
    public void T44_A_user_who_vanished_from_the_directory_is_not_enabled_again() =>
        Aggregate.Empty.WithApiUser().After(it => Decide(it, isEnabled: false))
            .DecideUserAccess(Aggregate.Stamp(), Acme.Integration, directoryUser: null, isApiUser: null, isEnabled: true)
            .RefusedBecause(CommandRefusalReason.UserNotFound);

    [Fact]
    public void T44_A_user_whom_neither_the_directory_nor_the_account_knows_is_not_found() =>
        Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Integration, directoryUser: null, isApiUser: null, isEnabled: false)
            .RefusedBecause(CommandRefusalReason.UserNotFound);

    [Fact]
    public void T44_A_user_of_whom_only_tokens_are_left_is_known()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(1).After(it => it.DecideRemoveUser(Aggregate.Stamp(), Acme.Integration));

        Assert.NotNull(account.DecideUserAccess(Aggregate.Stamp(), Acme.Integration, directoryUser: null, isApiUser: null, isEnabled: false).Change);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(null, false)]
    [InlineData(true, false)]
    public void R27_T59_A_Super_Admin_cannot_designate_or_disable_themself(bool? isApiUser, bool? isEnabled) =>
        Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Admin, Aggregate.Known(Acme.Admin), isApiUser, isEnabled)
            .RefusedBecause(CommandRefusalReason.ActorIsUser);

    [Fact]
    public void R27_T59_A_Super_Admin_cannot_remove_themself()
    {
        Aggregate.Empty.DecideRemoveUser(Aggregate.Stamp(), Acme.Admin).RefusedBecause(CommandRefusalReason.ActorIsUser);

        Assert.Contains(
            "Ask another Super Admin", Aggregate.Empty.DecideRemoveUser(Aggregate.Stamp(), Acme.Admin).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R27_T59_Another_Super_Admin_can()
    {
        var other = Acme.SuperAdmin with { UserId = UserId.Parse("other@acme.example") };

        Assert.NotNull(Aggregate.Empty.DecideUserAccess(
            Aggregate.Stamp(actor: other), Acme.Admin, Aggregate.Known(Acme.Admin), isApiUser: true, isEnabled: null).Change);
        Assert.NotNull(Aggregate.Empty.WithApiUser().DecideRemoveUser(Aggregate.Stamp(actor: other), Acme.Integration).Change);
    }

    [Fact]
    public void R27_T59_An_id_in_another_case_is_another_user() =>
        Assert.NotNull(Aggregate.Empty.DecideUserAccess(
            Aggregate.Stamp(),
            UserId.Parse("Admin@acme.example"),
            Aggregate.Known(UserId.Parse("Admin@acme.example")),
            isApiUser: null,
            isEnabled: false).Change);

    [Fact]
    public void R27_What_takes_nothing_from_the_Super_Admin_is_not_refused() =>
        Assert.Equal(
            Decision.Unchanged,
            Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Admin, Aggregate.Known(Acme.Admin), isApiUser: false, isEnabled: true));

    private static Decision Decide(AccountAccess account, bool? isApiUser = null, bool? isEnabled = null, Actor? actor = null) =>
        account.DecideUserAccess(Aggregate.Stamp(actor: actor), Acme.Integration, Known, isApiUser, isEnabled);

    [Fact]
    public void R4_A_directory_that_answers_with_another_user_designates_nobody() =>
        Assert.Throws<ArgumentException>("directoryUser", () =>
            Aggregate.Empty.DecideUserAccess(Aggregate.Stamp(), Acme.Integration, Aggregate.Known(Acme.Admin), isApiUser: true, isEnabled: null));
}
