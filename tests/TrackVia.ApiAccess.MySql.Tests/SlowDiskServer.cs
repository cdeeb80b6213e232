using System.Diagnostics;
using MySqlConnector;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>A MariaDB server whose redo log does not reach the disk while the disk is closed.</summary>
internal sealed class SlowDiskServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private MariaDbServer _server = null!;

    private SlowDiskServer(DirectoryInfo directory) => _directory = directory;

    public string ConnectionString => _server.ConnectionString;

    private string Gate => Path.Combine(_directory.FullName, "gate");

    public static async Task<SlowDiskServer> StartAsync()
    {
        // Not in memory: InnoDB maps a log there, and writes it without a call that could be slow.
        var directory = Directory.CreateDirectory(Path.Combine("/var/tmp", "apiaccess-slow-" + Guid.NewGuid().ToString("N")[..8]));
        var server = new SlowDiskServer(directory);
        var (source, library) = (Path.Combine(directory.FullName, "slow-disk.c"), Path.Combine(directory.FullName, "slow-disk.so"));
        using (var code = new StreamReader(typeof(SlowDiskServer).Assembly.GetManifestResourceStream("slow-disk.c")!))
        {
            await File.WriteAllTextAsync(source, await code.ReadToEndAsync());
        }

        await MariaDbServer.RunProcessAsync("gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl");
        // The server's own statistics are committed in the background, with locks on all tables.
        server._server = await MariaDbServer.StartNewAsync(
            "innodb_stats_persistent = OFF",
            folder: directory.FullName, environment: new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["SLOW_DISK"] = server.Gate });
        return server;
    }

    /// <summary>From now on nothing becomes durable.</summary>
    public void CloseDisk() => File.WriteAllText(Gate, "");

    public void OpenDisk() => File.Delete(Gate);

    /// <summary>Kills the server and starts it again, with a disk that works.</summary>
    public async Task RestartAsync()
    {
        await _server.KillAsync();
        OpenDisk();
        await _server.StartAsync();
    }

    /// <summary>Waits until so many sessions wait for the disk in COMMIT, or one of the calls has returned.</summary>
    public async Task WaitForCommitsAsync(int count, params Task[] calls)
    {
        await using var connection = new MySqlConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'COMMIT'", connection);
        for (var started = Stopwatch.GetTimestamp(); !calls.Any(call => call.IsCompleted);)
        {
            if ((long)(await command.ExecuteScalarAsync())! == count)
            {
                return;
            }

            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
