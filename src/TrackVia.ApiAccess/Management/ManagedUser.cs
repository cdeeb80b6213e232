using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Management;

/// <summary>A user of the host's directory, with what the account's access knows of the user (R20).</summary>
/// <param name="Directory">The user as the host's directory tells.</param>
/// <param name="Access">The designation and the enabled switch.</param>
public sealed record ManagedUser(DirectoryUser Directory, UserAccess Access);
