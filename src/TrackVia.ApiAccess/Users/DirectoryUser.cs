namespace TrackVia.ApiAccess;

/// <summary>A user as the host's directory tells.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="DisplayName">How people see the user; shown as text.</param>
/// <param name="IsActive">Whether the user is verified and enabled in the host: only such a user can be designated (R4).</param>
public sealed record DirectoryUser(UserId Id, string DisplayName, bool IsActive);
