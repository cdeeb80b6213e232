namespace TrackVia.ApiAccess;

/// <summary>A user, as the host's directory and the account's access know the user (R20).</summary>
/// <param name="Profile">The user in the host's directory. Where that lacks the user, a stand-in: inactive, and named by the id.</param>
/// <param name="Access">The designation and the enabled switch.</param>
public sealed record ManagedUser(DirectoryUser Profile, UserAccess Access)
{
    /// <summary>Gets whether the host's directory has the user. One that it lacks can still be disabled, undesignated and removed.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool IsInDirectory { get; init; } = true;
}
