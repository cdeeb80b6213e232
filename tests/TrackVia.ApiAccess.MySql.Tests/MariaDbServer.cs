using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MySqlConnector;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>A MariaDB server of a test's own, in a directory of its own, to be killed and restarted.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    // Made once: that takes seconds, and a copy does not.
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private readonly DirectoryInfo _directory;
    private readonly string _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private MariaDbServer(DirectoryInfo directory, int port, string settings, IReadOnlyDictionary<string, string> environment)
    {
        _directory = directory;
        _settings = settings;
        _environment = environment;
        Port = port;
    }

    public int Port { get; }

    public string ConnectionString => $"Server=127.0.0.1;Port={Port};User ID=root;Connection Timeout=5";

    private string Data => Path.Combine(_directory.FullName, "data");

    private string Backup => Path.Combine(_directory.FullName, "backup");

    // Written when the process is started; the server writes its own when it is ready. eng/postgres.sh looks for it.
    private string PidFile => Path.Combine(_directory.FullName, "mariadbd.pid");

    /// <summary>Reads what eng/test.sh sets. Without it the tests fail; they never pass by not running.</summary>
    public static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException(
            $"This test needs MariaDB, and {variable} is not set. Run bash eng/test.sh, which finds or installs it.");

    /// <param name="settings">Lines of the server's configuration.</param>
    /// <param name="folder">Where the server's directory is made; the folder for temporary files by default.</param>
    /// <param name="environment">Variables of the server's environment.</param>
    public static async Task<MariaDbServer> StartNewAsync(
        string settings = "", string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var directory = new DirectoryInfo(Path.Combine(folder ?? Path.GetTempPath(), "apiaccess-maria-" + Guid.NewGuid().ToString("N")[..8]));
            directory.Create();
            var server = new MariaDbServer(directory, FreePort(), settings, environment ?? new Dictionary<string, string>());
            await RunProcessAsync("cp", "-r", await Template.Value, server.Data);
            try
            {
                await server.StartAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Its port was taken.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Starts the server, and returns when it accepts connections.</summary>
    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "my.cnf"), $"""
            [mariadbd]
            datadir = {Data}
            tmpdir = {_directory.FullName}
            port = {Port}
            bind_address = 127.0.0.1
            socket = {_directory.FullName}/s
            pid_file = {_directory.FullName}/pid
            log_error = {_directory.FullName}/log
            skip_name_resolve
            max_connections = 300
            innodb_log_file_size = 16M
            innodb_buffer_pool_size = 64M
            innodb_buffer_pool_load_at_startup = OFF
            {_settings}

            """);
        if (Environment.IsPrivilegedProcess)
        {
            await RunProcessAsync("chown", "-R", "mysql:", _directory.FullName);
        }

        var variables = string.Join(' ', _environment.Select(variable => $"{variable.Key}='{variable.Value}'"));
        // A file that must not grow is an error for the server, not its end.
        var command = $"trap '' XFSZ; {variables} setsid \"$1\" --defaults-file={_directory.FullName}/my.cnf >/dev/null 2>&1 & echo $! > {PidFile}";
        await RunAsOwnerAsync("sh", "-c", command, "sh", Required("APIACCESS_TEST_MARIADBD"));
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            try
            {
                await using var connection = new MySqlConnection(ConnectionString + ";Pooling=False");
                await connection.OpenAsync();
                return;
            }
            catch (MySqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
            {
                if (!IsRunning())
                {
                    throw new InvalidOperationException($"MariaDB did not start: {await File.ReadAllTextAsync($"{_directory.FullName}/log")}");
                }
            }
        }
    }

    /// <summary>Kills the server, as a crash does.</summary>
    public async Task KillAsync()
    {
        using var server = Process.GetProcessById(ProcessId());
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>Kills the server, if it has not ended itself, and starts it again without limits.</summary>
    public async Task RestartAsync()
    {
        if (IsRunning())
        {
            await KillAsync();
        }

        await StartAsync();
    }

    /// <summary>Stops the server in good order.</summary>
    public async Task StopAsync()
    {
        using var server = Process.GetProcessById(ProcessId());
        await RunAsOwnerAsync("kill", server.Id.ToString(CultureInfo.InvariantCulture));
        await server.WaitForExitAsync();
    }

    /// <summary>Copies the whole data directory while the server is stopped.</summary>
    public async Task BackUpAsync()
    {
        await StopAsync();
        await RunProcessAsync("rm", "-rf", Backup);
        await RunProcessAsync("cp", "-r", Data, Backup);
        await StartAsync();
    }

    /// <summary>Kills the server, puts the copy in the place of the data directory, and starts it again.</summary>
    public async Task RestoreAsync()
    {
        await KillAsync();
        Directory.Delete(Data, recursive: true);
        Directory.Move(Backup, Data);
        await StartAsync();
    }

    /// <summary>Lets no file grow beyond a size: the disk is full then.</summary>
    public Task LimitFilesAsync(int bytes) => RunAsOwnerAsync(
        "prlimit", FormattableString.Invariant($"--pid={ProcessId()}"), FormattableString.Invariant($"--fsize={bytes}"));

    public Task SignalAsync(string signal) => RunAsOwnerAsync("kill", $"-{signal}", ProcessId().ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (IsRunning())
        {
            await KillAsync();
        }

        _directory.Delete(recursive: true);
    }

    /// <summary>Never as root, which the server refuses.</summary>
    public static Task RunAsOwnerAsync(string program, params string[] args) => Environment.IsPrivilegedProcess
        ? RunProcessAsync("runuser", ["-u", "mysql", "--", program, .. args])
        : RunProcessAsync(program, args);

    public static async Task RunProcessAsync(string program, params string[] args)
    {
        // Output goes nowhere: a server that inherited a pipe would keep it open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. args]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
        }
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-maria-template-");
        if (Environment.IsPrivilegedProcess)
        {
            await RunProcessAsync("chown", "mysql:", directory.FullName);
        }

        var file = Path.Combine(directory.FullName, "my.cnf");
        await File.WriteAllTextAsync(file, $"[mariadbd]\ninnodb_log_file_size = 16M\ntmpdir = {directory.FullName}\n");
        await RunProcessAsync("chmod", "644", file);
        var data = Path.Combine(directory.FullName, "data");
        await RunAsOwnerAsync(
            "mariadb-install-db", $"--defaults-file={file}", $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db",
            "--skip-name-resolve");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Delete(recursive: true);
        return data;
    }

    private bool IsRunning() => File.Exists(PidFile) && Directory.Exists($"/proc/{File.ReadAllText(PidFile).Trim()}");

    private int ProcessId() => int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);

    /// <summary>One below those that the system gives to clients: none of them takes it while the server is down.</summary>
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
}
