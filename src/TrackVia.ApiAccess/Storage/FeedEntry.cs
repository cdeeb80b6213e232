namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// A committed change in the feed: its position, its identity, the account that it changed, and the change itself. Immutable.
/// </summary>
/// <remarks>
/// A newer version of the library may have committed a kind of change that this version does not know, for example during a rolling
/// upgrade. The entry of such a change has no <see cref="Change"/>. A node needs only the account: it evicts the account, continues, and
/// retains its lease.
/// </remarks>
public sealed record FeedEntry
{
    /// <summary>Initializes the entry of a change.</summary>
    /// <param name="position">The position of the change, after <see cref="FeedPosition.Start"/>.</param>
    /// <param name="change">The committed change.</param>
    public FeedEntry(FeedPosition position, AccessChange change)
        : this(position, (change ?? throw new ArgumentNullException(nameof(change))).AccountId, change.Version, change.Id, change)
    {
    }

    /// <summary>Initializes an entry from the values that a store holds beside the change.</summary>
    /// <param name="position">The position of the change, after <see cref="FeedPosition.Start"/>.</param>
    /// <param name="accountId">The account that was changed.</param>
    /// <param name="version">The account's version after the change, from 1.</param>
    /// <param name="changeId">The id of the change.</param>
    /// <param name="change">The change; <see langword="null"/> if this version of the library does not know its kind.</param>
    /// <exception cref="ArgumentException">An id is <c>default</c>, or <paramref name="change"/> is another change.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is less than 1.</exception>
    public FeedEntry(FeedPosition position, AccountId accountId, long version, ChangeId changeId, AccessChange? change)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        if (accountId == default || changeId == default)
        {
            throw new ArgumentException("An entry of the feed needs the id of its account and of its change; default is neither.", accountId == default ? nameof(accountId) : nameof(changeId));
        }

        if (change is not null && (change.AccountId != accountId || change.Version != version || change.Id != changeId))
        {
            throw new ArgumentException(
                $"The change is {change.Id} to version {change.Version} of account '{change.AccountId}', and not {changeId} to version {version} of account '{accountId}'.", nameof(change));
        }

        Position = position;
        AccountId = accountId;
        Version = version;
        ChangeId = changeId;
        Change = change;
    }

    /// <summary>Gets the position of the change in the feed.</summary>
    public FeedPosition Position { get; }

    /// <summary>Gets the account that was changed.</summary>
    public AccountId AccountId { get; }

    /// <summary>Gets the account's version after the change, from 1.</summary>
    public long Version { get; }

    /// <summary>Gets the id of the change.</summary>
    public ChangeId ChangeId { get; }

    /// <summary>
    /// Gets the change, as it was committed; <see langword="null"/> if this version of the library does not know its kind.
    /// </summary>
    public AccessChange? Change { get; }
}
