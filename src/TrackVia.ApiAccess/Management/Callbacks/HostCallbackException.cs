namespace TrackVia.ApiAccess;

/// <summary>
/// The exception that is thrown when a callback of the host threw, did not return in time, or returned an unusable value. The command
/// that needed it changed nothing.
/// </summary>
/// <remarks>
/// Callbacks are the user directory, the secret protector and, in ASP.NET Core, the mapping to an actor. Revoking access needs neither
/// the directory nor the protector. The exception is logged once, where it occurs.
/// </remarks>
public sealed class HostCallbackException : Exception
{
    internal HostCallbackException(string callback, string message, Exception? innerException = null)
        : base(message, innerException) => Callback = callback;

    /// <summary>Gets the name of the callback, such as <c>IUserDirectory.FindAsync</c>.</summary>
    public string Callback { get; }
}
