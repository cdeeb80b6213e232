using System.Net;
using System.Runtime.Versioning;

namespace HostApp.Tests;

/// <summary>The command of the README, and what it leaves behind.</summary>
[SupportedOSPlatform("linux")]
public sealed class StartTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    [Fact]
    public async Task It_starts_from_any_folder_twice_in_a_row_and_keeps_its_data_in_the_content_root()
    {
        using var elsewhere = new TemporaryFolder();
        var name = $"bin/{Guid.NewGuid():N}"; // Relative to the content root, where nothing is committed.
        var data = Path.Combine(Sample.ProjectFolder, name);
        try
        {
            var first = await RunAsync(elsewhere.Path, name);
            var second = await RunAsync(elsewhere.Path, name);

            Assert.Equal(first, second);
            Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
            Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(data, "api-access.db")));
            Assert.Equal(OwnerFolder, File.GetUnixFileMode(data));
            Assert.Equal(OwnerFolder, File.GetUnixFileMode(Path.Combine(data, "keys")));
            Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(data, "demo-password")));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("Oracle", "ApiAccess:Store is 'Oracle'. Set it to Sqlite (the default), PostgreSql, MySql or InMemory.")]
    [InlineData("PostgreSql", "Set ConnectionStrings:ApiAccess")]
    [InlineData("MySql", "Set ConnectionStrings:ApiAccess")]
    public async Task A_wrong_store_is_refused_at_start_with_the_remedy(string store, string remedy)
    {
        using var folder = new TemporaryFolder();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SampleHost.StartAsync(folder.Data, "--ApiAccess:Store", store));

        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Starts the sample with <c>dotnet run</c>, signs in with what it printed, and ends it.</summary>
    /// <returns>The demo password.</returns>
    private static async Task<string> RunAsync(string workingFolder, string dataFolder)
    {
        using var host = await SampleHost.StartAsync(
            workingFolder,
            ["run", "--no-build", "-c", Sample.Configuration, "--project", Sample.ProjectFolder, "--", "--HostApp:DataDirectory", dataFolder]);
        using var admin = await ConsoleSession.SignInAsync(host, "admin@acme.example");
        Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync(HttpMethod.Get, "tokens"));
        return host.Password;
    }
}
