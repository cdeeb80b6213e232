namespace TrackVia.ApiAccess.Storage;

/// <summary>The store cannot answer now; the same call may succeed later (R25). Nothing is known to be changed.</summary>
public class StoreUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    public StoreUnavailableException()
        : this("The API access store cannot answer now. Try again; if it lasts, look at the store's own log.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed and the remedy, without any secret.</param>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed and the remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
