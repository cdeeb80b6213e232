using FsCheck.Xunit;
using NodaTime;

namespace TrackVia.ApiAccess.Tests.Changes;

public sealed class ChangeStampTests
{
    [Property]
    public void The_instant_is_cut_to_whole_microseconds_and_never_later(int seconds, int nanoseconds)
    {
        var now = Instant.FromUnixTimeSeconds(seconds).PlusNanoseconds(nanoseconds);

        var stamped = Aggregate.Stamp(now).Now;

        Assert.Equal(0, stamped.ToUnixTimeTicks() % 10);
        Assert.InRange((now - stamped).TotalNanoseconds, 0, 999);
    }

    [Fact]
    public void A_cut_never_carries_an_instant_over_midnight()
    {
        var midnight = Instant.FromUtc(2026, 6, 16, 0, 0);

        Assert.True(Aggregate.Stamp(midnight.PlusNanoseconds(-1)).Now < midnight);
        Assert.Equal(midnight, Aggregate.Stamp(midnight).Now);
    }

    [Fact]
    public void The_default_decision_is_that_there_is_nothing_to_do() => Assert.Equal(Decision.Unchanged, default);

    [Fact]
    public void R26_A_change_without_an_id_cannot_be_decided() =>
        Assert.Throws<ArgumentException>("id", () => new ChangeStamp(default, Acme.SuperAdmin, Acme.Noon));
}
