using TrackVia.ApiAccess;

namespace HostApp.Users;

/// <summary>A user of the sample. The user id is the user name.</summary>
internal sealed record HostUser(AccountId AccountId, UserId Id, string FirstName, string LastName, bool IsSuperAdmin)
{
    public string DisplayName => $"{FirstName} {LastName}";

    /// <summary>A Super Admin of the sample also has access to user profiles (R4).</summary>
    public Actor ToActor() => new()
    {
        AccountId = AccountId,
        UserId = Id,
        IsSuperAdmin = IsSuperAdmin,
        HasUserProfileAccess = IsSuperAdmin,
    };
}
