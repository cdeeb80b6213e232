using Microsoft.Extensions.Time.Testing;
using TrackVia.ApiAccess.Diagnostics;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>A failure that repeats with every request or loop fills no disk.</summary>
public sealed class FailureLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WrittenLines _lines = new();
    private readonly FailureLog _log;

    public FailureLogTests() => _log = new FailureLog(_lines, _time);

    [Fact]
    public void The_same_failure_is_logged_once_a_minute_and_then_how_often_it_was_left_out()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Fail("down");
        }

        Assert.Equal(["down"], _lines.Texts);

        _time.Advance(TimeSpan.FromMinutes(1));
        Fail("down");

        Assert.Equal("down", _lines.Texts[^1]);
        Assert.Contains("999", _lines.Texts[1], StringComparison.Ordinal);
        Assert.Equal(3, _lines.Texts.Count);
    }

    [Fact]
    public void Another_cause_is_logged_at_once()
    {
        Fail("down");
        Fail("damaged");

        Assert.Equal(["down", "damaged"], _lines.Texts);
    }

    [Fact]
    public void Messages_that_always_differ_are_bounded_too()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Fail(FormattableString.Invariant($"down, attempt {i}"));
        }

        Assert.Equal(4, _lines.Texts.Count);
    }

    private void Fail(string message) => _log.Write(new IOException(message), (logger, exception) => WrittenLines.Write(logger, exception));
}
