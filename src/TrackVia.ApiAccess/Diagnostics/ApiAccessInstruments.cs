using System.Diagnostics.Metrics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>The metrics. Without a listener, a validation costs one check per instrument, and no clock is read.</summary>
internal sealed class ApiAccessInstruments : IDisposable
{
    private readonly bool _isMeterOwned;
    private readonly Counter<long> _commits;

    /// <summary>Creates the instruments with the container's meter factory, if it has one.</summary>
    public ApiAccessInstruments(IMeterFactory? factory)
    {
        _isMeterOwned = factory is null;
        Meter = factory?.Create(ApiAccessDiagnostics.MeterName) ?? new Meter(ApiAccessDiagnostics.MeterName);
        Validations = Meter.CreateCounter<long>(
            "apiaccess.validations", "{validation}", "Validated requests, by outcome, rejection reason, and the source of the decision.");
        ValidationDuration = Meter.CreateHistogram<double>(
            "apiaccess.validation.duration",
            "s",
            "How long a validation took.",
            tags: null,
            advice: new() { HistogramBucketBoundaries = [0.000001, 0.000002, 0.000005, 0.00001, 0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });
        _commits = Meter.CreateCounter<long>(
            "apiaccess.commits", "{commit}", "Commits to the store, by kind of change and outcome. A command whose change was not committed is decided again.");
    }

    /// <summary>Gets the meter, whose identity distinguishes these instruments from another container's.</summary>
    public Meter Meter { get; }

    /// <summary>Gets the counter of validated requests.</summary>
    public Counter<long> Validations { get; }

    /// <summary>Gets the histogram of the durations of validations, in seconds.</summary>
    public Histogram<double> ValidationDuration { get; }

    /// <summary>Observes how long ago the newest finished read of the feed began; reports nothing before the first read.</summary>
    public void WatchFeed(Func<TimeSpan?> age) => Meter.CreateObservableGauge<double>(
        "apiaccess.feed.age",
        () => age() is { } known ? [new(known.TotalSeconds)] : Array.Empty<Measurement<double>>(),
        "s",
        "Time since the newest finished read of the change feed began. Beyond MaxStaleness, every validation queries the store.");

    /// <summary>Observes how often the store was found to have gone back in time.</summary>
    public void WatchContinuity(Func<long> losses) => Meter.CreateObservableCounter(
        "apiaccess.feed.discontinuities",
        losses,
        "{discontinuity}",
        "How often this node found that the store no longer holds the newest change it had read: restored, replaced, or failed over.");

    public void Committed(AccessChange change, CommitOutcome outcome)
    {
        if (_commits.Enabled)
        {
            _commits.Add(
                1,
                new(DiagnosticTags.ChangeKind, DiagnosticTags.KindOf(change)),
                new(DiagnosticTags.CommitOutcome, DiagnosticTags.OutcomeOf(outcome)));
        }
    }

    public void Dispose()
    {
        // A factory disposes its meters itself.
        if (_isMeterOwned)
        {
            Meter.Dispose();
        }
    }
}
