using System.Globalization;

namespace HostApp.Tests;

/// <summary>An auth token as its creator sees it, once.</summary>
internal sealed record NewToken(string Id, string Secret)
{
    /// <summary>A request for a token that works for about a year, as people ask for them.</summary>
    public static object Request(string userId, string name) =>
        new { name, expiresOn = TimeProvider.System.GetUtcNow().AddDays(365).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), userId };
}
