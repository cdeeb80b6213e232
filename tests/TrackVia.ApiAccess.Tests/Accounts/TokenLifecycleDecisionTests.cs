using NodaTime;

namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class TokenLifecycleDecisionTests
{
    private static readonly Instant Midnight = Acme.Tomorrow.AtMidnight().InUtc().ToInstant();

    private readonly AccountAccess _active = Aggregate.Empty.WithApiUser().WithTokens(1);

    private AuthToken Token => _active.Tokens.Single();

    private AccountAccess Deactivated => _active.WithTokenDeactivated(Token);

    [Fact]
    public void R15_An_active_token_can_be_deactivated() => Assert.Equal(AuthTokenState.Deactivated, Deactivated.FindToken(Token.Id)!.StateAt(Acme.Noon));

    [Fact]
    public void R15_A_deactivated_token_can_be_resumed() =>
        Assert.Equal(Token, Deactivated.After(it => Decide(it, AuthTokenTrigger.Resume)).FindToken(Token.Id));

    [Fact]
    public void R15_A_deactivated_token_can_be_deleted() => Assert.Empty(Deactivated.After(it => Decide(it, AuthTokenTrigger.Delete)).Tokens);

    [Fact]
    public void R15_An_expired_token_can_be_deleted() => Assert.Empty(_active.After(it => Decide(it, AuthTokenTrigger.Delete, Midnight)).Tokens);

    [Fact]
    public void R16_An_expired_token_cannot_be_resumed() => Decide(_active, AuthTokenTrigger.Resume, Midnight).RefusedBecause(CommandRefusalReason.TokenExpired);

    [Fact]
    public void R16_T18_Deactivated_then_expired_is_expired_and_cannot_be_resumed() =>
        Decide(Deactivated, AuthTokenTrigger.Resume, Midnight).RefusedBecause(CommandRefusalReason.TokenExpired);

    [Fact]
    public void T18_A_resume_one_tick_before_midnight_is_in_time() =>
        Assert.NotNull(Decide(Deactivated, AuthTokenTrigger.Resume, Midnight.PlusTicks(-1)).Change);

    [Fact]
    public void R16_No_expired_flag_is_stored_so_a_clock_set_back_leaves_no_trace()
    {
        Assert.Equal(AuthTokenState.Expired, Token.StateAt(Midnight));
        Assert.Equal(AuthTokenState.Active, Token.StateAt(Midnight.PlusTicks(-1)));
    }

    [Fact]
    public void R17_An_active_token_cannot_be_deleted() => Decide(_active, AuthTokenTrigger.Delete).RefusedBecause(CommandRefusalReason.TokenStillActive);

    [Fact]
    public void R17_An_active_token_cannot_be_resumed() => Decide(_active, AuthTokenTrigger.Resume).RefusedBecause(CommandRefusalReason.TokenAlreadyActive);

    [Fact]
    public void R17_A_deactivated_token_cannot_be_deactivated() =>
        Decide(Deactivated, AuthTokenTrigger.Deactivate).RefusedBecause(CommandRefusalReason.TokenAlreadyDeactivated);

    [Fact]
    public void R17_An_expired_token_cannot_be_deactivated() =>
        Decide(_active, AuthTokenTrigger.Deactivate, Midnight).RefusedBecause(CommandRefusalReason.TokenExpired);

    [Theory]
    [InlineData(AuthTokenTrigger.Deactivate)]
    [InlineData(AuthTokenTrigger.Resume)]
    [InlineData(AuthTokenTrigger.Delete)]
    public void R17_A_token_that_does_not_exist_is_not_found(AuthTokenTrigger trigger) =>
        _active.DecideToken(Aggregate.Stamp(), AuthTokenId.New(), trigger).RefusedBecause(CommandRefusalReason.TokenNotFound);

    [Theory]
    [InlineData(AuthTokenTrigger.Deactivate)]
    [InlineData(AuthTokenTrigger.Resume)]
    [InlineData(AuthTokenTrigger.Delete)]
    public void R18_Only_a_Super_Admin_manages_tokens(AuthTokenTrigger trigger) =>
        _active.DecideToken(Aggregate.Stamp(actor: Acme.SuperAdmin with { IsSuperAdmin = false }), Token.Id, trigger)
            .RefusedBecause(CommandRefusalReason.SuperAdminRequired);

    [Fact]
    public void The_arrival_of_the_date_is_not_a_command() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide(_active, AuthTokenTrigger.DateArrives));

    private Decision Decide(AccountAccess account, AuthTokenTrigger trigger, Instant? now = null) =>
        account.DecideToken(Aggregate.Stamp(now), Token.Id, trigger);
}
