namespace TrackVia.ApiAccess.Storage;

/// <summary>How a commit ended.</summary>
public enum CommitOutcome
{
    /// <summary>The account is not at the version that the change fits. Nothing was stored; load and decide again.</summary>
    Conflict = 0,

    /// <summary>The change is stored, now or by an earlier call with the same change.</summary>
    Committed = 1,

    /// <summary>The change creates a credential whose digest, or a token whose id, exists already, or a second API key. Nothing was stored; make a new one and decide again (T5).</summary>
    DuplicateCredential = 2,
}

/// <summary>The outcome of a commit, and where the change stands in the feed.</summary>
/// <remarks><c>default</c> is a conflict: a result that nobody made never says that a change is stored.</remarks>
public readonly record struct CommitResult
{
    private CommitResult(CommitOutcome outcome, FeedPosition position)
    {
        Outcome = outcome;
        Position = position;
    }

    /// <summary>Gets how the commit ended.</summary>
    public CommitOutcome Outcome { get; }

    /// <summary>Gets the change's place in the feed when it is committed; else <see cref="FeedPosition.Start"/>.</summary>
    public FeedPosition Position { get; }

    /// <summary>Gets the answer to a change that did not fit the account's version.</summary>
    public static CommitResult Conflict => new(CommitOutcome.Conflict, default);

    /// <summary>Gets the answer to a change whose new credential exists already.</summary>
    public static CommitResult DuplicateCredential => new(CommitOutcome.DuplicateCredential, default);

    /// <summary>The answer to a change that is stored.</summary>
    /// <param name="position">Its place in the feed.</param>
    /// <returns>The result.</returns>
    public static CommitResult Committed(FeedPosition position) => new(CommitOutcome.Committed, position);
}
