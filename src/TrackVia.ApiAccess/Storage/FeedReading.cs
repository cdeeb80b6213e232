namespace TrackVia.ApiAccess.Storage;

/// <summary>Reads the feed, and verifies that each read continues the known past.</summary>
internal static class FeedReading
{
    /// <summary>Returns the mark of the newest change.</summary>
    /// <exception cref="StoreUnavailableException">The feed reports an end, but has no change there.</exception>
    public static async Task<FeedMark> ReadEndAsync(this IApiAccessStore store, CancellationToken cancellationToken)
    {
        var end = await store.GetFeedEndAsync(cancellationToken).ConfigureAwait(false);
        return end == FeedPosition.Start ? FeedMark.Start
            : await store.FindAtAsync(end, cancellationToken).ConfigureAwait(false) is { } newest ? FeedMark.Of(newest)
            : throw new StoreUnavailableException(
                $"The store reports that its change feed ends at position {end.Value}, but contains no change there: it is being restored, "
                + "or it is damaged. If the problem persists, restore it from a backup.");
    }

    /// <summary>Determines whether the store still holds the change of a mark at its position.</summary>
    public static async Task<bool> HoldsAsync(this IApiAccessStore store, FeedMark mark, CancellationToken cancellationToken) =>
        mark == FeedMark.Start
        || (await store.FindAtAsync(mark.Position, cancellationToken).ConfigureAwait(false) is { } entry && FeedMark.Of(entry) == mark);

    /// <summary>
    /// Reads the feed from a mark. The first entry read is the mark's own change, which proves that the store holds the past of the mark.
    /// </summary>
    /// <returns>
    /// The entries after the mark, oldest first; <see langword="null"/> if the store no longer holds the change of the mark.
    /// </returns>
    public static async Task<IReadOnlyList<FeedEntry>?> ReadFromAsync(this IApiAccessStore store, FeedMark mark, CancellationToken cancellationToken)
    {
        if (mark == FeedMark.Start)
        {
            return await store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, cancellationToken).ConfigureAwait(false);
        }

        var entries = await store.ReadFeedAsync(Before(mark.Position), IApiAccessStore.MaxPageSize, cancellationToken).ConfigureAwait(false);
        return entries.Count > 0 && FeedMark.Of(entries[0]) == mark ? entries.Skip(1).ToList() : null;
    }

    private static async Task<FeedEntry?> FindAtAsync(this IApiAccessStore store, FeedPosition position, CancellationToken cancellationToken) =>
        await store.ReadFeedAsync(Before(position), 1, cancellationToken).ConfigureAwait(false) is [var entry, ..] && entry.Position == position ? entry : null;

    private static FeedPosition Before(FeedPosition position) => new(position.Value - 1);
}
