using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The costs of one contender, round by round.</summary>
internal sealed record Figures(IReadOnlyList<double> ByRound)
{
    public double Median => Percentile(0.5);

    /// <summary>Gets a figure that so great a share of the rounds does not exceed.</summary>
    public double Percentile(double share) => ByRound.Order().ElementAt((int)Math.Ceiling(share * ByRound.Count) - 1);

    /// <summary>The ratio to a baseline of the same rounds, each to its own.</summary>
    public Figures DividedBy(Figures baseline) => new([.. ByRound.Zip(baseline.ByRound, (figure, other) => figure / other)]);

    /// <summary>The median, and the interval that holds the true one with 95 % confidence, by the ranks of a binomial distribution.</summary>
    public string MedianWithInterval()
    {
        var sorted = ByRound.Order().ToArray();
        var reach = 0.98 * Math.Sqrt(sorted.Length);
        var low = (int)Math.Max(0, Math.Floor((sorted.Length / 2.0) - reach));
        var high = (int)Math.Min(sorted.Length - 1, Math.Ceiling((sorted.Length / 2.0) + reach));
        return string.Create(CultureInfo.InvariantCulture, $"{Median:F3} ({sorted[low]:F3} to {sorted[high]:F3})");
    }
}
