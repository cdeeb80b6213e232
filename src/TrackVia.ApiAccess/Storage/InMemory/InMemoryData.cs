namespace TrackVia.ApiAccess.Storage;

/// <summary>The data that the parts of the in-memory store share, under one lock.</summary>
internal sealed class InMemoryData
{
    public Lock Gate { get; } = new();

    public Dictionary<AccountId, InMemoryAccount> Accounts { get; } = [];

    public List<FeedEntry> Feed { get; } = [];

    public bool Holds(FeedMark mark) => mark == FeedMark.Start
        || (mark.Position.Value > 0 && mark.Position.Value <= Feed.Count && FeedMark.Of(Feed[(int)mark.Position.Value - 1]) == mark);
}
