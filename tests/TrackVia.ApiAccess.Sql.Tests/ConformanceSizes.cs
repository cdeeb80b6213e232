using System.Globalization;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>The sizes of the kit's cases on a database: shorter in every run, the kit's own in eng/conformance-runs.sh.</summary>
internal static class ConformanceSizes
{
    public static StoreConformanceSettings Settings { get; } = new()
    {
        LongHistory = Environment.GetEnvironmentVariable("APIACCESS_TEST_LONG_HISTORY") is { Length: > 0 } changes
            ? int.Parse(changes, CultureInfo.InvariantCulture)
            : 2_000,
    };
}
