namespace TrackVia.ApiAccess.Storage;

/// <summary>The outcome of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>The account is not at the version before the change. Nothing was stored: load the account and decide again.</summary>
    Conflict = 0,

    /// <summary>The change is stored, now or by an earlier call with the same change.</summary>
    Committed = 1,

    /// <summary>
    /// The change creates a credential whose digest exists already, a token whose id exists already, or a second API key. Nothing was
    /// stored: create another credential and decide again.
    /// </summary>
    DuplicateCredential = 2,
}

/// <summary>The outcome of a commit, and the position of a committed change in the feed.</summary>
/// <remarks><c>default</c> is a conflict, so that an uninitialized result never reports a change as stored.</remarks>
public readonly record struct CommitResult
{
    private CommitResult(CommitOutcome outcome, FeedPosition position)
    {
        Outcome = outcome;
        Position = position;
    }

    /// <summary>Gets the outcome.</summary>
    public CommitOutcome Outcome { get; }

    /// <summary>Gets the position of a committed change in the feed; otherwise <see cref="FeedPosition.Start"/>.</summary>
    public FeedPosition Position { get; }

    /// <summary>Gets the result for a change that does not fit the account's version.</summary>
    public static CommitResult Conflict => new(CommitOutcome.Conflict, default);

    /// <summary>Gets the result for a change whose new credential exists already.</summary>
    public static CommitResult DuplicateCredential => new(CommitOutcome.DuplicateCredential, default);

    /// <summary>Returns the result for a change that is stored.</summary>
    /// <param name="position">The position of the change in the feed.</param>
    /// <returns>The result.</returns>
    public static CommitResult Committed(FeedPosition position) => new(CommitOutcome.Committed, position);
}
