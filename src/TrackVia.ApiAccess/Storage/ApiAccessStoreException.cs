namespace TrackVia.ApiAccess.Storage;

/// <summary>The base of the two exceptions by which a store reports that it did not complete an operation.</summary>
/// <remarks>
/// The derived exception is <see cref="StoreUnavailableException"/> if nothing was changed, and
/// <see cref="CommitOutcomeUnknownException"/> if a change may have been made. A caller that catches this type must not report that
/// nothing was changed.
/// </remarks>
public abstract class ApiAccessStoreException : Exception
{
    private protected ApiAccessStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
