namespace TrackVia.ApiAccess.Storage;

/// <summary>One account of the in-memory store. Used under the lock of <see cref="InMemoryData"/>.</summary>
internal sealed class InMemoryAccount(AccountAccess empty)
{
    public AccountAccess State { get; private set; } = empty;

    /// <summary>The history: the change to version v is at index v - 1.</summary>
    public List<FeedEntry> History { get; } = [];

    /// <summary>The last usage of each token that exists and was used.</summary>
    public Dictionary<AuthTokenId, TokenUsage> Usage { get; } = [];

    public FeedEntry? Find(AccessChange change) =>
        change.Version <= History.Count && History[(int)change.Version - 1] is var entry && entry.ChangeId == change.Id ? entry : null;

    public void Commit(FeedEntry entry, AccountAccess after)
    {
        History.Add(entry);
        State = after;
        if (entry.Change is AuthTokenDeleted { TokenId: var deleted })
        {
            Usage.Remove(deleted);
        }
    }

    public void Record(in TokenUsage usage)
    {
        if (State.FindToken(usage.TokenId) is not null && (!Usage.TryGetValue(usage.TokenId, out var known) || usage.At > known.At))
        {
            Usage[usage.TokenId] = usage;
        }
    }
}
