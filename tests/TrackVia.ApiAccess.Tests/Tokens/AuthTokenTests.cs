using FsCheck.Xunit;
using NodaTime;

namespace TrackVia.ApiAccess.Tests.Tokens;

public sealed class AuthTokenTests
{
    private static readonly AuthToken Active = Aggregate.Empty.WithApiUser().WithTokens(1).Tokens.Single();

    [Property]
    public void R16_Once_expired_always_expired_deactivated_or_not(short days, long ticks, ulong later, bool isDeactivated)
    {
        var token = Active with { ExpiresOn = Acme.Today.PlusDays(days), IsDeactivated = isDeactivated };
        var then = token.ExpiresAt.PlusTicks(Math.Abs(ticks % NodaConstants.TicksPerDay));
        var thereafter = then.PlusTicks((long)(later % (ulong)NodaConstants.TicksPerDay));

        Assert.Equal(AuthTokenState.Expired, token.StateAt(then));
        Assert.Equal(AuthTokenState.Expired, token.StateAt(thereafter));
        Assert.Equal(CommandRefusalReason.TokenExpired, AuthTokenLifecycle.Decide(token.StateAt(thereafter), AuthTokenTrigger.Resume).RefusalReason);
    }

    [Property]
    public void R13_Before_its_instant_the_state_is_what_was_stored(short days, long ticks, bool isDeactivated)
    {
        var token = Active with { ExpiresOn = Acme.Today.PlusDays(days), IsDeactivated = isDeactivated };
        var before = token.ExpiresAt.PlusTicks(-1 - Math.Abs(ticks % NodaConstants.TicksPerDay));

        Assert.Equal(isDeactivated ? AuthTokenState.Deactivated : AuthTokenState.Active, token.StateAt(before));
    }

    [Theory]
    [InlineData(-1, AuthTokenState.Active)]
    [InlineData(0, AuthTokenState.Expired)]
    [InlineData(1, AuthTokenState.Expired)]
    public void R13_T14_A_nanosecond_decides(long nanoseconds, AuthTokenState state) =>
        Assert.Equal(state, Active.StateAt(Instant.FromUtc(2026, 6, 16, 0, 0).PlusNanoseconds(nanoseconds)));

    [Fact]
    public void T38_Its_text_is_its_id() => Assert.Equal($"auth token {Active.Id}", Active.ToString());
}
