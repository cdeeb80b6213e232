namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// A position in a store's feed and the identity of the change there: it identifies the past that was read up to that position.
/// </summary>
/// <remarks>
/// A position on its own proves nothing: a store that was restored from a backup assigns the same positions to other changes.
/// <c>default</c> is the start of the feed, before the first change, which every past contains. Immutable.
/// </remarks>
public readonly record struct FeedMark
{
    /// <summary>Initializes a mark.</summary>
    /// <param name="position">The position of a change, after <see cref="FeedPosition.Start"/>.</param>
    /// <param name="changeId">The id of the change at that position.</param>
    public FeedMark(FeedPosition position, ChangeId changeId)
    {
        Position = position;
        ChangeId = changeId;
    }

    /// <summary>Gets the position.</summary>
    public FeedPosition Position { get; }

    /// <summary>Gets the id of the change at <see cref="Position"/>; <c>default</c> at the start.</summary>
    public ChangeId ChangeId { get; }

    internal static FeedMark Start => default;

    internal static FeedMark Of(FeedEntry entry) => new(entry.Position, entry.ChangeId);
}
