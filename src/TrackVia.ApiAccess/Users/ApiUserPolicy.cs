namespace TrackVia.ApiAccess;

/// <summary>What being an API User means for the host's own sign-in: decisions, to be carried out by the host (R5 to R7).</summary>
public static class ApiUserPolicy
{
    /// <summary>Whether the user may use the console, on web and mobile: API Users may not (R5).</summary>
    /// <param name="user">The user's facts.</param>
    /// <returns>
    /// <see langword="true"/> if a console session may begin or go on. A disabled user has none either; otherwise,
    /// <see langword="false"/>.
    /// </returns>
    public static bool AllowsConsole(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user is { IsApiUser: false, IsEnabled: true };
    }

    /// <summary>Whether the user bypasses single sign-on: API Users do (R6).</summary>
    /// <param name="user">The user's facts.</param>
    /// <returns>
    /// <see langword="true"/> if the host must not send the user through its identity provider; otherwise, <see langword="false"/>.
    /// </returns>
    public static bool BypassesSingleSignOn(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.IsApiUser;
    }

    /// <summary>Whether the account's password expiration policy applies to the user: not to API Users (R7).</summary>
    /// <param name="user">The user's facts.</param>
    /// <returns><see langword="true"/> if the user's password may expire; otherwise, <see langword="false"/>.</returns>
    public static bool PasswordExpires(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return !user.IsApiUser;
    }
}
