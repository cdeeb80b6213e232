using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Page;

/// <summary>How the page is served (R19); what it does is tested in a browser.</summary>
public sealed partial class PageEndpointTests
{
    [Fact]
    public async Task R19_The_page_has_nothing_inline_and_nothing_from_elsewhere_and_is_not_stored()
    {
        await using var site = await TestSite.StartAsync();
        var page = await (await site.SignInAsync()).GetAsync("");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("text/html", page.ContentType);
        Assert.Equal("no-store", page.Header("Cache-Control"));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.Body);
    }

    [Fact]
    public async Task R19_Its_files_are_in_a_folder_named_by_their_hash_and_cached_forever()
    {
        await using var site = await TestSite.StartAsync();
        var user = await site.SignInAsync();
        var files = Files().Matches((await user.GetAsync("")).Body).Select(match => match.Groups["file"].Value).ToList();

        Assert.Equal(2, files.Count);
        for (var next = 0; next < files.Count; next++)
        {
            var file = files[next];
            var answer = await user.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("immutable", answer.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync(file.Replace(".css", "0.css", StringComparison.Ordinal).Replace(".js", "0.js", StringComparison.Ordinal))).Status);
            var folder = file[..(file.LastIndexOf('/') + 1)];
            files.AddRange(Imports().Matches(answer.Body).Select(match => folder + match.Groups["module"].Value).Except(files));
        }

        Assert.True(files.Count > 8, $"The modules are {string.Join(", ", files)}.");
    }

    [Fact]
    public async Task A_file_of_another_release_is_answered_by_this_one_and_not_kept_under_that_name()
    {
        await using var site = await TestSite.StartAsync();
        var user = await site.SignInAsync();
        var file = Files().Match((await user.GetAsync("")).Body).Groups["file"].Value;

        var answer = await user.GetAsync(Hash().Replace(file, "/0123456789abcdef/"));

        Assert.Equal((await user.GetAsync(file)).Body, answer.Body);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../access")]
    public async Task R19_Its_files_are_found_from_the_address_that_the_browser_shows(string path)
    {
        await using var site = await TestSite.StartAsync();
        var user = await site.SignInAsync();
        var address = new Uri(site.Address, path.Length == 0 ? "/access/" : "/access");
        var file = Files().Match((await user.GetAsync(path)).Body).Value.Split('"')[1];

        Assert.Equal(new Uri(site.Address, "/access/assets/").ToString(), new Uri(new Uri(address, file), "..").ToString());
    }

    [Fact]
    public async Task R18_R19_The_page_and_its_files_are_for_Super_Admins()
    {
        await using var site = await TestSite.StartAsync();
        var ordinary = await site.SignInAsync("olivia@acme");
        var file = Files().Match((await (await site.SignInAsync()).GetAsync("")).Body).Groups["file"].Value;

        Assert.Equal(HttpStatusCode.Forbidden, (await ordinary.GetAsync("")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ordinary.GetAsync(file)).Status);
    }

    [Fact]
    public async Task A_hosts_stylesheet_and_Manage_Users_come_under_the_path_base_and_as_text()
    {
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.Configure<ApiAccessPageOptions>(page =>
                (page.StylesheetPath, page.ManageUsersPath) = ("~/brand.css", "/users?a=1&b=\"2\"")));

        var page = await (await site.SignInAsync()).GetAsync("");

        Assert.Contains("<link rel=\"stylesheet\" href=\"/brand.css\">", page.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/users?a=1&amp;b=&quot;2&quot;\"", page.Body, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:href|src)=\"\\./(?:[^\"]*/)?(?<file>assets/[0-9a-f]{16}/page\\.(?:css|js))\"")]
    private static partial Regex Files();

    [GeneratedRegex("^import (?:.* from )?\"\\./(?<module>[a-z]+\\.js)\";$", RegexOptions.Multiline)]
    private static partial Regex Imports();

    [GeneratedRegex("/[0-9a-f]{16}/")]
    private static partial Regex Hash();
}
