using Microsoft.Extensions.Time.Testing;
using TrackVia.ApiAccess.Diagnostics;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>T50: repeated events are bounded in the log, and none is lost from the count.</summary>
public sealed class RepeatedEventLogTests
{
    private const int PerKind = RepeatedEventLog<string>.WrittenPerKind;
    private const int MaxKinds = RepeatedEventLog<string>.MaxKinds;

    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Kind, int Count)> _reports = [];
    private readonly RepeatedEventLog<string> _log;

    public RepeatedEventLogTests() => _log = new(_time, _ => "others", (kind, count) => _reports.Add((kind, count)));

    [Fact]
    public void T50_The_first_of_each_kind_are_written_and_the_others_are_reported_when_the_interval_ends()
    {
        Assert.Equal(PerKind, Count("a", 10));
        Assert.Equal(PerKind, Count("b", 5));
        Assert.Equal(1, Count("c", 1));
        Assert.Empty(_reports);

        _time.Advance(RepeatedEventLog<string>.Interval);

        Assert.Equal([("a", 10 - PerKind), ("b", 5 - PerKind)], _reports.Order());
    }

    [Fact]
    public void T50_An_interval_begins_with_its_first_event()
    {
        _time.Advance(RepeatedEventLog<string>.Interval / 2);
        Count("a", 10);
        _time.Advance(RepeatedEventLog<string>.Interval - TimeSpan.FromTicks(1));
        Assert.Empty(_reports);
        Assert.Equal(0, Count("a", 1));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([("a", 11 - PerKind)], _reports);
        Assert.Equal(PerKind, Count("a", 10));
    }

    [Fact]
    public void T50_Kinds_without_end_are_counted_together()
    {
        var written = Enumerable.Range(0, 1_000).Sum(kind => Count($"kind {kind}", 1));

        _time.Advance(RepeatedEventLog<string>.Interval);

        Assert.Equal(MaxKinds + PerKind, written);
        Assert.Equal([("others", 1_000 - MaxKinds - PerKind)], _reports);
    }

    [Fact]
    public void T50_Nothing_is_reported_where_everything_was_written()
    {
        Count("a", PerKind);

        _time.Advance(2 * RepeatedEventLog<string>.Interval);

        Assert.Empty(_reports);
    }

    private int Count(string kind, int times) => Enumerable.Range(0, times).Count(_ => _log.ShouldWrite(kind));
}
