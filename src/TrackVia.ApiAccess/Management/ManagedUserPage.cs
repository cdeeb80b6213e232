namespace TrackVia.ApiAccess;

/// <summary>A page of users, with the facts of the host's directory and of the account's access. Immutable.</summary>
public sealed class ManagedUserPage
{
    internal ManagedUserPage(IReadOnlyList<ManagedUser> users, string? continuationToken = null, HostCallbackException? directoryFailure = null)
    {
        Users = users;
        ContinuationToken = continuationToken;
        DirectoryFailure = directoryFailure;
    }

    /// <summary>Gets the users, at most as many as were asked for.</summary>
    public IReadOnlyList<ManagedUser> Users { get; }

    /// <summary>Gets the text to pass on for the next page; <see langword="null"/> when there are no more users.</summary>
    public string? ContinuationToken { get; }

    /// <summary>Gets the failure of the host's directory; <see langword="null"/> when it answered.</summary>
    /// <remarks>
    /// While the directory fails, each profile is a stand-in: inactive, and named by its id. So users can still be found, disabled and removed.
    /// </remarks>
    public HostCallbackException? DirectoryFailure { get; }
}
