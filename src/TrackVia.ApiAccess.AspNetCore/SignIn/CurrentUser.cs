namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The user of the host that a principal stands for, with the user's permissions in API access (R4, R18). Immutable.</summary>
public sealed class CurrentUser
{
    /// <summary>Gets the account that the user belongs to.</summary>
    public required AccountId AccountId { get; init; }

    /// <summary>Gets the user's id, as the host's directory has it.</summary>
    public required UserId UserId { get; init; }

    /// <summary>Gets a value indicating whether the user manages the account's API key and auth tokens.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsSuperAdmin { get; init; }

    /// <summary>Gets a value indicating whether the user, as a Super Admin, also designates API Users, enables and disables them.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool HasUserProfileAccess { get; init; }

    /// <summary>Returns the actor of this user's commands to <see cref="ApiAccessManager"/>.</summary>
    /// <returns>The actor.</returns>
    public Actor ToActor() => new()
    {
        AccountId = AccountId,
        UserId = UserId,
        IsSuperAdmin = IsSuperAdmin,
        HasUserProfileAccess = HasUserProfileAccess,
    };
}
