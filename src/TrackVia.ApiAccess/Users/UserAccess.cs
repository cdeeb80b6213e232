namespace TrackVia.ApiAccess;

/// <summary>What the account's aggregate knows of a user: two independent facts (R4, R9). Immutable.</summary>
/// <remarks>A user of whom nothing was ever recorded is <see cref="Ordinary"/>.</remarks>
/// <param name="UserId">The user.</param>
/// <param name="IsApiUser">Whether the user is designated as an API User (R4).</param>
/// <param name="IsEnabled">Whether the user is enabled; disabling stops all the user's tokens at once (R9).</param>
public sealed record UserAccess(UserId UserId, bool IsApiUser, bool IsEnabled)
{
    /// <summary>Gets whether tokens may be assigned to this user and the user's tokens may work (R11, R23).</summary>
    public bool CanUseTokens => IsApiUser && IsEnabled;

    /// <summary>A user as everyone starts: enabled, and no API User.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The facts.</returns>
    public static UserAccess Ordinary(UserId userId) => new(userId, IsApiUser: false, IsEnabled: true);
}
