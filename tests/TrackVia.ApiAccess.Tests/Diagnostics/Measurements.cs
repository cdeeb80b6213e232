using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TrackVia.ApiAccess.Diagnostics;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>What one container's instruments measure while this listens.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(Instrument Instrument, double Value, string Tags)> _all = new();

    public Measurements(ApiAccessInstruments instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == instruments.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public IEnumerable<string> Texts => _all.Select(each => $"{each.Instrument.Name} {each.Value} {each.Tags}");

    public IReadOnlyList<string> TagsOf(string instrument) => [.. From(instrument).Select(each => each.Tags)];

    public IReadOnlyList<double> ValuesOf(string instrument) => [.. From(instrument).Select(each => each.Value)];

    public string? UnitOf(string instrument) => From(instrument).First().Instrument.Unit;

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(Instrument Instrument, double Value, string Tags)> From(string name) => _all.Where(each => each.Instrument.Name == name);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _all.Enqueue(
        (instrument, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key["apiaccess.".Length..]}={tag.Value}"))));
}
