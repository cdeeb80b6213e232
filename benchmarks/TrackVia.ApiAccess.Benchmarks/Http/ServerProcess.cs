using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>An <see cref="ApiServer"/> in a process of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    // The two keep out of each other's way, where there is more than one processor.
    private static readonly string ClientProcessor = "0";
    private static readonly string ServerProcessor = (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture);

    private readonly Process _process;

    private ServerProcess(Process process, ServerAddress address)
    {
        _process = process;
        Address = address;
    }

    public ServerAddress Address { get; }

    /// <summary>Gets the time that processors have spent on it.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Gets how much of its memory is in the machine's, in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="onOneProcessor">Whether it has one processor to itself, and <see cref="CallAsync"/> calls from another.</param>
    public static async Task<ServerProcess> StartAsync(bool onOneProcessor = false)
    {
        string[] serve = [Environment.ProcessPath!, "--serve"];
        string[] command = onOneProcessor ? ["taskset", "--cpu-list", ServerProcessor, .. serve] : serve;
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The server ended before it listened.");
        return new ServerProcess(process, JsonSerializer.Deserialize<ServerAddress>(line)!);
    }

    /// <summary>
    /// Calls the endpoint with this protection with wrk for a time, and returns the processor time of one request in microseconds.
    /// </summary>
    public async Task<double> CallAsync(Protection protection, TimeSpan time)
    {
        var before = ProcessorTime;
        using var wrk = Process.Start(new ProcessStartInfo(
            "taskset",
            [
                "--cpu-list", ClientProcessor, "wrk", "--threads", "1", "--connections", "16", "--duration", string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0}s"),
                "--header", $"user_key: {Address.UserKey}", "--header", $"Authorization: Bearer {Address.BearerFor(protection)}",
                Address.Url + ServerAddress.PathOf(protection),
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var spent = ProcessorTime - before;
        if (Requests().Match(output) is not { Success: true } requests || output.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server did not accept every request: {output}");
        }

        return spent.TotalMicroseconds / long.Parse(requests.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();
}
