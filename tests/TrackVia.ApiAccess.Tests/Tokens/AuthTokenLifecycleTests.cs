using static TrackVia.ApiAccess.AuthTokenState;
using static TrackVia.ApiAccess.AuthTokenTrigger;
using static TrackVia.ApiAccess.CommandRefusalReason;

namespace TrackVia.ApiAccess.Tests.Tokens;

public sealed class AuthTokenLifecycleTests
{
    /// <summary>The requirements' table, cell by cell: state, trigger, the state that follows (null: gone or refused), the refusal.</summary>
    public static TheoryData<AuthTokenState, AuthTokenTrigger, AuthTokenState?, CommandRefusalReason?> Table => new()
    {
        { Active, Deactivate, Deactivated, null },
        { Active, Resume, null, TokenAlreadyActive },
        { Active, Delete, null, TokenStillActive },
        { Active, DateArrives, Expired, null },
        { Deactivated, Deactivate, null, TokenAlreadyDeactivated },
        { Deactivated, Resume, Active, null },
        { Deactivated, Delete, null, null },
        { Deactivated, DateArrives, Expired, null },
        { Expired, Deactivate, null, TokenExpired },
        { Expired, Resume, null, TokenExpired },
        { Expired, Delete, null, null },
        { Expired, DateArrives, Expired, null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void R15_R16_R17_The_lifecycle_is_the_requirements_table(
        AuthTokenState state, AuthTokenTrigger trigger, AuthTokenState? next, CommandRefusalReason? refusal)
    {
        var transition = AuthTokenLifecycle.Decide(state, trigger);

        Assert.Equal(next, transition.Next);
        Assert.Equal(refusal, transition.RefusalReason);
        Assert.Equal(next is null && refusal is null, transition.IsGone);
    }

    [Fact]
    public void R17_The_table_is_total_over_state_and_trigger()
    {
        var cells =
            from state in Enum.GetValues<AuthTokenState>()
            from trigger in Enum.GetValues<AuthTokenTrigger>()
            select (state, trigger);

        Assert.Equal(cells, Table.Select(row => ((AuthTokenState)row[0]!, (AuthTokenTrigger)row[1]!)));
    }

    [Fact]
    public void An_undefined_state_or_trigger_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AuthTokenLifecycle.Decide((AuthTokenState)3, Delete));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuthTokenLifecycle.Decide(Active, (AuthTokenTrigger)4));
    }
}
