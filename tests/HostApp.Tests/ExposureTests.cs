using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;

namespace HostApp.Tests;

/// <summary>What the sample discloses to a visitor without a session, to other users of its machine, and to caches.</summary>
[Collection(SharedHostCollection.Name)]
[SupportedOSPlatform("linux")]
public sealed class ExposureTests(SharedHost shared) : IDisposable
{
    private const string Admin = "admin@acme.example";
    private const UnixFileMode Others = (UnixFileMode)0b_000_111_111;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("users?user_key=tvk_secret&access_token=tvt_secret", "/sign-in?to=%2Fusers")]
    [InlineData("account/api-access?user_key=tvk_secret", "/sign-in?to=%2Faccount%2Fapi-access")]
    [InlineData("?user_key=tvk_secret", "/sign-in")]
    public async Task A_redirect_repeats_neither_the_Host_header_nor_the_query(string address, string location)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = shared.Host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = "elsewhere.example";
        request.Headers.Accept.ParseAdd("text/html");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(location, response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("account/api-access/tokens?user_key=tvk_secret")]
    [InlineData("users/sign-in?user_key=tvk_secret")]
    [InlineData("openapi/apps?user_key=tvk_secret")]
    public async Task A_refused_call_leads_nowhere(string address)
    {
        using var response = await shared.Host.Client.GetAsync(address);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.DoesNotContain("secret", response.Headers + await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_the_sample_keeps()
    {
        using (var host = await SampleHost.StartAsync(_folder.Data))
        {
            await WriteAsync(host);
            AreRestricted(_folder.Data);
            host.Kill(); // Its journal stays.
        }

        AreRestricted(_folder.Data);
    }

    [Fact]
    public async Task What_an_earlier_release_left_readable_is_restricted_at_start()
    {
        using (var host = await SampleHost.StartAsync(_folder.Data))
        {
            await WriteAsync(host);
            host.Kill();
        }

        foreach (var file in Directory.GetFileSystemEntries(_folder.Data))
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        using var later = await SampleHost.StartAsync(_folder.Data);

        AreRestricted(_folder.Data);
    }

    [Fact]
    public async Task A_database_file_of_ones_own_choice_is_restricted_too()
    {
        var folder = Path.Combine(_folder.Path, "elsewhere");
        using var host = await SampleHost.StartAsync(_folder.Data, "--ConnectionStrings:ApiAccess", $"Data Source={folder}/access.db");
        await WriteAsync(host);

        Assert.True(File.Exists(Path.Combine(folder, "access.db")));
        AreRestricted(folder);
    }

    [Theory]
    [InlineData("users/sign-in")]
    [InlineData("openapi/apps")]
    [InlineData("session")]
    [InlineData("sign-in")]
    [InlineData("console/users.js")]
    [InlineData("nowhere")]
    public async Task No_response_is_stored_or_sniffed(string address)
    {
        using var response = await shared.Host.Client.GetAsync(address);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task The_cookie_of_a_session_is_kept_from_scripts_and_from_other_sites()
    {
        using var response = await shared.Host.Client.PostAsJsonAsync("session", new { userName = Admin, password = shared.Host.Password });

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task WriteAsync(SampleHost host)
    {
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.CreateApiKeyAsync();
    }

    private static void AreRestricted(string folder) => Assert.All(
        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder),
        path => Assert.True((File.GetUnixFileMode(path) & Others) == 0, $"{path}: {File.GetUnixFileMode(path)}"));
}
