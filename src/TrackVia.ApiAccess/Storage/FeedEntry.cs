namespace TrackVia.ApiAccess.Storage;

/// <summary>One committed change and its place in the feed.</summary>
/// <param name="Position">The place.</param>
/// <param name="Change">The change, as it was committed.</param>
public sealed record FeedEntry(FeedPosition Position, AccessChange Change);
