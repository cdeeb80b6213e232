namespace HostApp.Tests;

/// <summary>An auth token as its creator sees it, once.</summary>
internal sealed record NewToken(string Id, string Secret)
{
    public static object Request(string userId, string name) => new { name, expiresOn = "2999-12-31", userId };
}
