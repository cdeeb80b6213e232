namespace TrackVia.ApiAccess.Storage;

/// <summary>The base of the two exceptions by which a store says that it did not do what it was asked.</summary>
/// <remarks>
/// It is <see cref="StoreUnavailableException"/> where nothing was changed, and <see cref="CommitOutcomeUnknownException"/> where a change may
/// have been made. A caller that catches this type must not say that nothing was changed.
/// </remarks>
public abstract class ApiAccessStoreException : Exception
{
    private protected ApiAccessStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
