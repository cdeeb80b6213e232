namespace TrackVia.ApiAccess.Storage;

/// <summary>The connection broke while a commit was under way: the change may be stored or not (T32).</summary>
/// <remarks>Commit the same change again: the store answers <see cref="CommitOutcome.Committed"/> if it was stored.</remarks>
public sealed class CommitOutcomeUnknownException : StoreUnavailableException
{
    /// <summary>Makes the exception.</summary>
    public CommitOutcomeUnknownException()
        : this("The store broke off during a commit: the change may be stored or not. Commit the same change again to know.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed and the remedy, without any secret.</param>
    public CommitOutcomeUnknownException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed and the remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public CommitOutcomeUnknownException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
