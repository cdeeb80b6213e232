namespace TrackVia.ApiAccess;

/// <summary>The decisions that the host's own sign-in applies to API Users (R5 to R7).</summary>
public static class ApiUserPolicy
{
    /// <summary>Determines whether the user may use the console, on web and mobile. API Users may not (R5).</summary>
    /// <param name="user">The user's facts.</param>
    /// <returns>
    /// <see langword="true"/> if a console session may begin or continue; otherwise, <see langword="false"/>, as for a disabled user.
    /// </returns>
    public static bool AllowsConsole(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user is { IsApiUser: false, IsEnabled: true };
    }

    /// <summary>Determines whether the user bypasses single sign-on. API Users do (R6).</summary>
    /// <param name="user">The user's facts.</param>
    /// <returns>
    /// <see langword="true"/> if the host must not send the user through its identity provider; otherwise, <see langword="false"/>.
    /// </returns>
    public static bool BypassesSingleSignOn(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.IsApiUser;
    }

    /// <summary>
    /// Determines whether the account's password expiration policy applies to the user. It does not apply to API Users (R7).
    /// </summary>
    /// <param name="user">The user's facts.</param>
    /// <returns><see langword="true"/> if the user's password may expire; otherwise, <see langword="false"/>.</returns>
    public static bool PasswordExpires(UserAccess user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return !user.IsApiUser;
    }
}
