namespace TrackVia.ApiAccess.Storage;

/// <summary>The base of the exceptions by which a store reports that it did not complete an operation.</summary>
/// <remarks>
/// The derived exception is <see cref="StoreUnavailableException"/> if nothing was changed,
/// <see cref="CommitOutcomeUnknownException"/> if a change may have been made, and <see cref="TransactionConflictException"/> if a transaction
/// of the host must be repeated. A caller that catches this type must not report that
/// nothing was changed.
/// </remarks>
public abstract class ApiAccessStoreException : Exception
{
    private protected ApiAccessStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
