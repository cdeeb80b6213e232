namespace TrackVia.ApiAccess;

/// <summary>A page of users, with their profiles in the host's directory and the account's facts. Immutable.</summary>
public sealed class ManagedUserPage
{
    internal ManagedUserPage(IReadOnlyList<ManagedUser> users, string? continuationToken = null, HostCallbackException? directoryFailure = null)
    {
        Users = users;
        ContinuationToken = continuationToken;
        DirectoryFailure = directoryFailure;
    }

    /// <summary>Gets the users, at most as many as requested.</summary>
    public IReadOnlyList<ManagedUser> Users { get; }

    /// <summary>Gets the text to pass on for the next page; <see langword="null"/> if there are no more users.</summary>
    public string? ContinuationToken { get; }

    /// <summary>Gets the failure of the host's directory; <see langword="null"/> if it did not fail.</summary>
    /// <remarks>
    /// While the directory fails, each profile is a stand-in: inactive, and named by its id. Users can still be found, disabled and
    /// removed.
    /// </remarks>
    public HostCallbackException? DirectoryFailure { get; }
}
