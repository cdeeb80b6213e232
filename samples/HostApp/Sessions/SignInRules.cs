using TrackVia.ApiAccess;

namespace HostApp.Sessions;

/// <summary>The sample's own sign-in rules, which do not apply to API Users (R6, R7). Both are off by default.</summary>
internal sealed class SignInRules(IConfiguration configuration, TimeProvider time)
{
    private readonly DateOnly? _passwordsExpireOn = configuration.GetValue<DateOnly?>("HostApp:PasswordsExpireOn");

    /// <summary>Gets whether the sample has an identity provider at all.</summary>
    public bool HasSingleSignOn { get; } = configuration.GetValue<bool>("HostApp:SingleSignOn");

    /// <summary>Determines whether the user can sign in only at the identity provider.</summary>
    public bool UsesSingleSignOn(UserAccess access) => HasSingleSignOn && !ApiUserPolicy.BypassesSingleSignOn(access);

    /// <summary>Gets the first day on which the user's password is no longer accepted, if there is one.</summary>
    public DateOnly? PasswordExpiresOn(UserAccess access) => ApiUserPolicy.PasswordExpires(access) ? _passwordsExpireOn : null;

    public bool IsPasswordExpired(UserAccess access) => PasswordExpiresOn(access) <= DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
