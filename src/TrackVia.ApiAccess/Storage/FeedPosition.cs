namespace TrackVia.ApiAccess.Storage;

/// <summary>A position in a store's change feed. <c>default</c> is the start: before the first change.</summary>
public readonly record struct FeedPosition : IComparable<FeedPosition>
{
    /// <summary>Initializes a position.</summary>
    /// <param name="value">0 at the start; greater for every later change. Gaps have no meaning.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is less than 0.</exception>
    public FeedPosition(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>Gets the number of the position: 0 at the start, and greater for every later change.</summary>
    public long Value { get; }

    /// <summary>Gets the position before the first change.</summary>
    public static FeedPosition Start => default;

    /// <summary>Gets a position that no change can reach.</summary>
    internal static FeedPosition End => new(long.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(FeedPosition other) => Value.CompareTo(other.Value);

    /// <summary>Compares two positions of one store's feed.</summary>
    /// <param name="left">The first position.</param>
    /// <param name="right">The second position.</param>
    /// <returns><see langword="true"/> if <paramref name="left"/> is earlier.</returns>
    public static bool operator <(FeedPosition left, FeedPosition right) => left.Value < right.Value;

    /// <summary>Compares two positions of one store's feed.</summary>
    /// <param name="left">The first position.</param>
    /// <param name="right">The second position.</param>
    /// <returns><see langword="true"/> if <paramref name="left"/> is later.</returns>
    public static bool operator >(FeedPosition left, FeedPosition right) => left.Value > right.Value;

    /// <summary>Compares two positions of one store's feed.</summary>
    /// <param name="left">The first position.</param>
    /// <param name="right">The second position.</param>
    /// <returns><see langword="true"/> if <paramref name="left"/> is not later.</returns>
    public static bool operator <=(FeedPosition left, FeedPosition right) => left.Value <= right.Value;

    /// <summary>Compares two positions of one store's feed.</summary>
    /// <param name="left">The first position.</param>
    /// <param name="right">The second position.</param>
    /// <returns><see langword="true"/> if <paramref name="left"/> is not earlier.</returns>
    public static bool operator >=(FeedPosition left, FeedPosition right) => left.Value >= right.Value;
}
