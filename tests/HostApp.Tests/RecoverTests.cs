using System.Net;
using Microsoft.Data.Sqlite;

namespace HostApp.Tests;

/// <summary>A restored backup revives revoked tokens; the command <c>recover</c> lists and deactivates them.</summary>
public sealed class RecoverTests
{
    private const string Integration = "integration@acme.example";

    [Fact]
    public async Task T56_Tokens_that_a_restore_revived_are_listed_and_deactivated_under_a_running_host_and_a_repetition_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var (database, backup) = (Path.Combine(folder.Data, "api-access.db"), Path.Combine(folder.Path, "backup.db"));
        string key;
        NewToken revoked;
        using (var before = await SampleHost.StartAsync(folder.Data))
        {
            using var admin = await ConsoleSession.SignInAsync(before, "admin@acme.example");
            await admin.DesignateAsync(Integration);
            key = await admin.CreateApiKeyAsync();
            revoked = await admin.CreateTokenAsync(Integration);
            BackUp(database, backup);
            await admin.SucceedAsync(HttpMethod.Post, $"tokens/{revoked.Id}/deactivate");
            Assert.Equal(HttpStatusCode.Unauthorized, await before.CallAsync(key, revoked.Secret));
            await before.StopAsync();
        }

        var backupEnd = File.GetLastWriteTimeUtc(backup).AddSeconds(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var file in Directory.GetFiles(folder.Data, "api-access.db*"))
        {
            File.Delete(file);
        }

        File.Copy(backup, database);
        using var host = await SampleHost.StartAsync(folder.Data);
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, revoked.Secret));

        var listing = await RunAsync(folder.Data, 0, "--since", backupEnd);
        Assert.Contains($"Account acme\n  {revoked.Id}  Nightly import, of {Integration}", listing, StringComparison.Ordinal);
        Assert.Contains("1 tokens in 1 accounts. Nothing was changed.", listing, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, revoked.Secret));

        var deactivation = await RunAsync(folder.Data, 0, "--since", backupEnd, "--deactivate", "--by", "ops@acme.example");
        Assert.Contains("1 of 1 tokens in 1 accounts were deactivated by ops@acme.example.", deactivation, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(key, revoked.Secret));

        var repetition = await RunAsync(folder.Data, 0, "--since", backupEnd, "--deactivate", "--by", "ops@acme.example");
        Assert.Contains("0 of 0 tokens", repetition, StringComparison.Ordinal);
        Assert.DoesNotContain(revoked.Secret[^8..], listing + deactivation + repetition, StringComparison.Ordinal);
        using var auditor = await ConsoleSession.SignInAsync(host, "admin@acme.example");
        Assert.Contains("ops@acme.example", (await auditor.SucceedAsync(HttpMethod.Get, "history?take=100")).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--since is missing")]
    [InlineData("--since needs an instant in UTC", "--since", "yesterday")]
    [InlineData("--since needs a value", "--since")]
    [InlineData("--token needs an auth token's id", "--since", "2026-11-01T00:00:00Z", "--token", "tvt_0000000000000000000000000000000000000000000000000")]
    [InlineData("neither this command's nor the host's", "--since", "2026-11-01T00:00:00Z", "--acount", "acme", "--deactivate")]
    [InlineData("neither this command's nor the host's", "--since", "2026-11-01T00:00:00Z", "--account=acme", "--deactivate")]
    [InlineData("neither this command's nor the host's", "--since", "2026-11-01T00:00:00Z", "--deactivate", "tvt_0000000000000000000000000000000000000000000000000")]
    public async Task A_wrong_argument_is_explained_without_repeating_it(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var output = await RunAsync(folder.Data, 2, arguments);

        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Contains("Usage: recover --since INSTANT", output, StringComparison.Ordinal);
        Assert.DoesNotContain("tvt_", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));
    }

    private static void BackUp(string database, string backup)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $backup";
        command.Parameters.AddWithValue("$backup", backup);
        command.ExecuteNonQuery();
    }

    private static async Task<string> RunAsync(string dataFolder, int exitCode, params string[] arguments)
    {
        using var process = new RunningProcess(
            Sample.ProjectFolder, readyLine: null, "dotnet", ["exec", Sample.Assembly, "recover", "--HostApp:DataDirectory", dataFolder, .. arguments]);
        Assert.True(exitCode == await process.WaitForExitAsync(), process.Output);
        return process.Output;
    }
}
