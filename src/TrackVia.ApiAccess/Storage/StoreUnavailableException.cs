namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// The exception that is thrown when the store is unavailable (R25). Nothing was changed, and the same call may succeed later.
/// </summary>
public sealed class StoreUnavailableException : ApiAccessStoreException
{
    /// <summary>Initializes a new instance of the <see cref="StoreUnavailableException"/> class.</summary>
    public StoreUnavailableException()
        : this("The API access store cannot answer now. Nothing was changed. Try again; if it lasts, look at the store's own log.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="StoreUnavailableException"/> class with a message.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    public StoreUnavailableException(string message)
        : this(message, null)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="StoreUnavailableException"/> class with a message and its cause.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
