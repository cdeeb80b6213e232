namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// The exception that is thrown when another transaction prevents a change in a transaction of the host. The host rolls its transaction
/// back, and repeats it from its beginning.
/// </summary>
/// <remarks>
/// Another transaction changed the account in the meantime, created the same credential, or held a lock for longer than a bounded time. A
/// command of <see cref="ApiAccessManager"/> repeats its own transaction in that case. It cannot repeat a transaction of the host, whose
/// other statements are the host's.
/// </remarks>
public sealed class TransactionConflictException : ApiAccessStoreException
{
    /// <summary>Initializes a new instance of the <see cref="TransactionConflictException"/> class.</summary>
    public TransactionConflictException()
        : this("Another transaction prevents the change. Roll back the transaction, and repeat it from its beginning.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TransactionConflictException"/> class with a message.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    public TransactionConflictException(string message)
        : this(message, null)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TransactionConflictException"/> class with a message and its cause.</summary>
    /// <param name="message">The failure and its remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public TransactionConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
