using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A PgBouncer of a test's own in transaction mode, before a server, and a database of its own behind it.</summary>
internal sealed class TestPooler : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly DirectoryInfo _directory;
    private readonly Process _process;

    private TestPooler(DirectoryInfo directory, Process process, string connectionString, string direct) =>
        (_directory, _process, ConnectionString, Direct) = (directory, process, connectionString, direct);

    /// <summary>Gets the connection string that a host would write: through the pooler, and nothing else set.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets the connection string of the same database without the pooler.</summary>
    public string Direct { get; }

    /// <summary>Starts a pooler that shares a few sessions among all clients.</summary>
    public static async Task<TestPooler> StartAsync(int sessions = 3)
    {
        var server = new NpgsqlConnectionStringBuilder(TestServer.Required("APIACCESS_TEST_POSTGRES"));
        var database = string.Create(CultureInfo.InvariantCulture, $"d{Guid.NewGuid():N}");
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {database}");

        var directory = Directory.CreateTempSubdirectory("apiaccess-pgbouncer-");
        var port = FreePort();
        var users = Path.Combine(directory.FullName, "users.txt");
        var settings = Path.Combine(directory.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, $"\"{server.Username}\" \"\"\n");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={server.Host} port={server.Port}

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = {sessions}
            server_round_robin = 1
            """));
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory.FullName, (UnixFileMode)0b111_101_101);
        }

        // PgBouncer refuses to run as root.
        var process = Environment.IsPrivilegedProcess
            ? Process.Start("runuser", ["-u", "postgres", "--", Program, "-q", settings])
            : Process.Start(Program, ["-q", settings]);
        var pooled = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = server.Username,
            Database = database,
        }.ConnectionString;
        var pooler = new TestPooler(
            directory, process, pooled, new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString);
        await pooler.WaitAsync();
        return pooler;
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task WaitAsync()
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await ExecuteAsync(ConnectionString, "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(30) && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
