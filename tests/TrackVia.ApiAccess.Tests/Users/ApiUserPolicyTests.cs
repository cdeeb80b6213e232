namespace TrackVia.ApiAccess.Tests.Users;

public sealed class ApiUserPolicyTests
{
    private static readonly UserAccess Ordinary = UserAccess.Ordinary(Acme.Integration);
    private static readonly UserAccess ApiUser = Ordinary with { IsApiUser = true };

    [Fact]
    public void R5_An_API_User_has_no_console_access()
    {
        Assert.False(ApiUserPolicy.AllowsConsole(ApiUser));
        Assert.True(ApiUserPolicy.AllowsConsole(Ordinary));
    }

    [Fact]
    public void R5_A_disabled_user_has_no_console_access_either() => Assert.False(ApiUserPolicy.AllowsConsole(Ordinary with { IsEnabled = false }));

    [Fact]
    public void R6_An_API_User_bypasses_single_sign_on()
    {
        Assert.True(ApiUserPolicy.BypassesSingleSignOn(ApiUser));
        Assert.False(ApiUserPolicy.BypassesSingleSignOn(Ordinary));
    }

    [Fact]
    public void R7_An_API_Users_password_never_expires()
    {
        Assert.False(ApiUserPolicy.PasswordExpires(ApiUser));
        Assert.True(ApiUserPolicy.PasswordExpires(Ordinary));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void R9_R11_Tokens_need_a_user_who_is_enabled_and_an_API_User(bool isApiUser, bool isEnabled, bool canUseTokens) =>
        Assert.Equal(canUseTokens, new UserAccess { UserId = Acme.Integration, IsApiUser = isApiUser, IsEnabled = isEnabled }.CanUseTokens);
}
