namespace TrackVia.ApiAccess.Storage;

/// <summary>The exception that is thrown when the store failed during a commit; the change may or may not be stored.</summary>
/// <remarks>
/// A store throws it, and the library commits the same change again: the store returns <see cref="CommitOutcome.Committed"/> if the
/// change was stored. A caller of the library receives the exception if the outcome is still unknown after that; it should load the
/// account to find out.
/// </remarks>
public sealed class CommitOutcomeUnknownException : ApiAccessStoreException
{
    /// <summary>Initializes a new instance of the <see cref="CommitOutcomeUnknownException"/> class.</summary>
    public CommitOutcomeUnknownException()
        : this("The store broke off during a commit: the change may be stored or not. Commit the same change again to know.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CommitOutcomeUnknownException"/> class with a message.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    public CommitOutcomeUnknownException(string message)
        : this(message, null)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CommitOutcomeUnknownException"/> class with a message and its cause.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public CommitOutcomeUnknownException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
