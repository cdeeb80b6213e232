namespace TrackVia.ApiAccess.Storage;

/// <summary>The exception that is thrown when stored data is intact but was written by a newer version of the library.</summary>
/// <remarks>The data needs no repair: update the library on this host.</remarks>
public sealed class NewerFormatException : FormatException
{
    /// <summary>Initializes a new instance of the <see cref="NewerFormatException"/> class.</summary>
    public NewerFormatException()
        : this("A newer version of the library wrote the stored data. To read it, update the library on this host.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NewerFormatException"/> class with a message.</summary>
    /// <param name="message">The data that cannot be read, and the remedy, without any secret.</param>
    public NewerFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NewerFormatException"/> class with a message and its cause.</summary>
    /// <param name="message">The data that cannot be read, and the remedy, without any secret.</param>
    /// <param name="innerException">The cause.</param>
    public NewerFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
