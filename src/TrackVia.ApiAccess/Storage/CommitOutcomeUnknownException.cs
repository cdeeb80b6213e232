namespace TrackVia.ApiAccess.Storage;

/// <summary>The exception that is thrown when the store failed while a commit was under way: the change may be stored or not.</summary>
/// <remarks>
/// A store throws it, and the library commits the same change again: the store answers <see cref="CommitOutcome.Committed"/> if it was stored.
/// A caller of the library receives it where that did not end the doubt: load the account to see.
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
