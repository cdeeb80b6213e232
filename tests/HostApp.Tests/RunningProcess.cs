using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace HostApp.Tests;

/// <summary>A child process with its output; it never outlives its owner, nor the test run.</summary>
internal sealed class RunningProcess : IDisposable
{
    private static readonly ConcurrentDictionary<RunningProcess, bool> Alive = new();

    /// <summary>The time after which the process counts as hanging. It does not measure speed: the machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _readyLine;

    static RunningProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Alive.Keys)
        {
            process.Dispose();
        }
    };

    public RunningProcess(string workingFolder, string? readyLine, string fileName, params IEnumerable<string> arguments)
        : this(workingFolder, readyLine, environment: null, fileName, arguments)
    {
    }

    public RunningProcess(
        string workingFolder, string? readyLine, IReadOnlyDictionary<string, string>? environment, string fileName, params IEnumerable<string> arguments)
    {
        _readyLine = readyLine;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(fileName, arguments)
            {
                WorkingDirectory = workingFolder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data);
        _process.Start();
        Alive[this] = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets all that was written to stdout and stderr so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Gets how it ended, if it has.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Waits for the line that says the process is ready, and throws when it ends before.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var exited = _process.WaitForExitAsync(patience.Token);
        if (await Task.WhenAny(_ready.Task, exited) == exited)
        {
            throw new InvalidOperationException($"The process did not become ready:\n{Output}");
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end as an operator does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await WaitForExitAsync();
    }

    /// <summary>Sends the process a signal, by its name: <c>STOP</c> suspends it, <c>CONT</c> lets it go on.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("bash", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the process, and what it started, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (Alive.TryRemove(this, out _))
        {
            if (!_process.HasExited)
            {
                Kill();
            }

            _process.Dispose();
        }
    }

    private void Receive(string? line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
        }

        if (line is not null && line == _readyLine)
        {
            _ready.TrySetResult();
        }
    }
}
