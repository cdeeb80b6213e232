namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>A program that calls the API, and the Super Admin who gave it its credentials.</summary>
internal sealed record ApiClient(TestSite Site, ConsoleUser Admin, string UserKey, string Token, string TokenId)
{
    public Task<Answer> CallAsync(string path = "/api") => Site.GetApiAsync(UserKey, "Bearer " + Token, path);
}
