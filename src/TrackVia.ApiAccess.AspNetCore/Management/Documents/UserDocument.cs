namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <param name="Id">The host's id of the user.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="IsActive">Whether the user is verified and enabled in the host.</param>
/// <param name="IsApiUser">Whether the user is an API User.</param>
/// <param name="IsEnabled">Whether the user is enabled here.</param>
/// <param name="IsInDirectory"><see langword="false"/> for a user that the host's directory does not have, and absent otherwise.</param>
internal sealed record UserDocument(string Id, string DisplayName, bool IsActive, bool IsApiUser, bool IsEnabled, bool? IsInDirectory = null)
{
    public static UserDocument Of(ManagedUser user) => new(
        user.Profile.Id.Value,
        user.Profile.DisplayName,
        user.Profile.IsActive,
        user.Access.IsApiUser,
        user.Access.IsEnabled,
        user.IsInDirectory ? null : false);
}
