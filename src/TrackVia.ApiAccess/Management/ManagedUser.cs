namespace TrackVia.ApiAccess;

/// <summary>A user, combining the profile in the host's directory and the account's facts (R20). Immutable.</summary>
public sealed class ManagedUser
{
    internal ManagedUser(DirectoryUser profile, UserAccess access, bool isInDirectory = true)
    {
        Profile = profile;
        Access = access;
        IsInDirectory = isInDirectory;
    }

    /// <summary>
    /// Gets the user's profile in the host's directory. If the directory lacks the user, the profile is a stand-in: inactive, and named
    /// by the id.
    /// </summary>
    public DirectoryUser Profile { get; }

    /// <summary>Gets the designation and the enabled switch.</summary>
    public UserAccess Access { get; }

    /// <summary>
    /// Gets a value indicating whether the host's directory has the user. If not, the user can still be disabled, undesignated and
    /// removed.
    /// </summary>
    public bool IsInDirectory { get; }
}
