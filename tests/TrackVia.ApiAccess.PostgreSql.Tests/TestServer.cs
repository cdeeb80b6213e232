using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A PostgreSQL server of a test's own, in a directory of its own, to be killed and restarted.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>A data directory to copy: initdb takes far longer.</summary>
    private static readonly Lazy<Task<TestServer>> Initialized = new(InitializeAsync);

    private readonly DirectoryInfo _directory;

    private TestServer(DirectoryInfo directory, int port)
    {
        _directory = directory;
        Port = port;
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Timeout=5";

    private string Data => Path.Combine(_directory.FullName, "data");

    private string Backup => Path.Combine(_directory.FullName, "backup");

    /// <summary>Reads what eng/test.sh sets. Without it the tests fail; they never pass by not running.</summary>
    public static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException(
            $"This test needs {NeedOf(variable)}, and {variable} is not set. Run bash eng/test.sh, which finds or installs it.");

    public static Task<TestServer> StartNewAsync(string settings = "") => StartAsync(async server =>
    {
        await RunAsOwnerAsync("cp", "--recursive", "--preserve=mode", (await Initialized.Value).Data, server.Data);
        await server.ConfigureAsync(settings);
    });

    /// <summary>Starts a standby; from then on every commit here waits for it.</summary>
    public async Task<TestServer> StartSynchronousStandbyAsync(string name)
    {
        var standby = await StartAsync(server => server.CopyAsync(this, name));
        await ConfigureAsync($"synchronous_standby_names = '{name}'");
        await RunAsync("pg_ctl", "-D", Data, "reload");
        return standby;
    }

    /// <summary>Becomes a standby that is not started yet, with everything that its primary has now.</summary>
    public async Task CopyAsync(TestServer primary, string name)
    {
        var address = $"host=127.0.0.1 port={primary.Port} user=postgres application_name={name}";
        Delete(Data);
        await RunAsync("pg_basebackup", "-D", Data, "-R", "-c", "fast", "--no-sync", "-d", address);
        await ConfigureAsync($"primary_conninfo = '{address}'");
    }

    /// <summary>Copies the whole data directory, as it is now.</summary>
    public async Task BackUpAsync()
    {
        Delete(Backup);
        await RunAsync("pg_basebackup", "-D", Backup, "-c", "fast", "--no-sync", "-d", $"host=127.0.0.1 port={Port} user=postgres");
    }

    /// <summary>Kills the server, puts the copy in the place of the data directory, and starts it again.</summary>
    public async Task RestoreAsync()
    {
        await KillAsync();
        Delete(Data);
        Directory.Move(Backup, Data);
        await StartAsync();
    }

    public async Task ConfigureAsync(string settings) =>
        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.conf"),
            $"\nport = {Port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 40\nfsync = on\n{settings}\n");

    public Task StartAsync() => RunAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_directory.FullName, "log"), "-w", "start");

    public Task PromoteAsync() => RunAsync("pg_ctl", "-D", Data, "-w", "promote");

    /// <summary>Limits the size of files for new connections, which simulates a full disk.</summary>
    public async Task LimitFilesAsync(int bytes)
    {
        var pid = await ProcessIdAsync();
        await RunAsOwnerAsync("prlimit", FormattableString.Invariant($"--pid={pid}"), FormattableString.Invariant($"--fsize={bytes}"));
    }

    /// <summary>Kills the server and every one of its processes, as a crash does.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(await ProcessIdAsync());
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Suspends the server and every one of its processes: connections stay open, and nothing is answered.</summary>
    public async Task SuspendAsync()
    {
        // The server first: then it starts no process that would be overlooked.
        await SignalServerAsync("STOP");
        await SignalChildrenAsync("STOP");
    }

    public async Task ResumeAsync()
    {
        // The server last, for the same reason.
        await SignalChildrenAsync("CONT");
        await SignalServerAsync("CONT");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _directory.Delete(recursive: true);
    }

    private static async Task<TestServer> InitializeAsync()
    {
        var server = await NewAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server._directory.Delete(recursive: true);
        await RunAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        return server;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string NeedOf(string variable) => variable switch
    {
        "APIACCESS_TEST_CHROMIUM" => "the path of a Chromium browser",
        "APIACCESS_TEST_POSTGRES" => "the connection string of a throwaway PostgreSQL server",
        "APIACCESS_TEST_POSTGRES_BIN" => "the folder of PostgreSQL's programs",
        _ => "more than was found",
    };

    /// <summary>Starts a server. Whether its port is free shows when it binds it; if not, another one is taken.</summary>
    private static async Task<TestServer> StartAsync(Func<TestServer, Task> prepare)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = await NewAsync();
            try
            {
                await prepare(server);
                await server.StartAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                await server.DisposeAsync();
            }
        }
    }

    private async Task SignalServerAsync(string signal) => await RunAsOwnerAsync("sh", "-c", $"kill -{signal} {await ProcessIdAsync()}");

    /// <summary>
    /// Reads the status of every process, because /proc/PID/task/PID/children omits some while others exit. It is not a failure if a
    /// process exits before it is signalled.
    /// </summary>
    private async Task SignalChildrenAsync(string signal) => await RunAsOwnerAsync(
        "sh",
        "-c",
        $$"""
        grep --files-with-matches --no-messages --extended-regexp "^PPid:\s{{await ProcessIdAsync()}}$" /proc/[0-9]*/status |
            cut --delimiter=/ --fields=3 | while read -r pid; do kill -{{signal}} "$pid" || ! kill -0 "$pid"; done
        """);

    private async Task<int> ProcessIdAsync() =>
        int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);

    private static async Task<TestServer> NewAsync()
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-pg-");
        if (Environment.IsPrivilegedProcess)
        {
            await RunProcessAsync("chown", "postgres", directory.FullName);
        }

        return new TestServer(directory, FreePort());
    }

    /// <summary>
    /// Returns a port below those that the system assigns to clients, so that no client takes it while the server is down.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(10_000, 32_768));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // In use.
            }
        }
    }

    /// <summary>Runs one of the server's programs.</summary>
    private static Task RunAsync(string program, params string[] args) =>
        RunAsOwnerAsync(Path.Combine(Required("APIACCESS_TEST_POSTGRES_BIN"), program), args);

    /// <summary>Never as root, which PostgreSQL refuses.</summary>
    private static Task RunAsOwnerAsync(string program, params string[] args) => Environment.IsPrivilegedProcess
        ? RunProcessAsync("runuser", ["-u", "postgres", "--", program, .. args])
        : RunProcessAsync(program, args);

    private static async Task RunProcessAsync(string program, params string[] args)
    {
        // The output is discarded: a server that inherited a pipe would keep it open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. args]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
        }
    }
}
