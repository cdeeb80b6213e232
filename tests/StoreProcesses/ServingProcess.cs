using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace StoreProcesses;

/// <summary>
/// A process of this assembly, started with <c>serve</c>, that commits to one store at a time. One that was not killed serves the next
/// test: to start a process takes far longer than most cases.
/// </summary>
internal sealed class ServingProcess : IDisposable
{
    private const string Closed = "closed";

    private static readonly ConcurrentBag<ServingProcess> Idle = [];

    private readonly Process _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServingProcess).Assembly.Location, "serve"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private ServingProcess()
    {
    }

    /// <summary>
    /// What the process does: reads where a store is, then a change and the account after it, a line each, commits, and answers on a line;
    /// an empty line closes the store.
    /// </summary>
    public static async Task ServeAsync(Func<string, IApiAccessStore> open, TextReader requests, TextWriter answers)
    {
        while (await requests.ReadLineAsync() is { } location)
        {
            var store = open(location);
            while (await requests.ReadLineAsync() is { Length: > 0 } change && await requests.ReadLineAsync() is { } after)
            {
                var result = await store.CommitAsync(
                    AccountSerializer.DeserializeChange(change), AccountSerializer.DeserializeAccount(after), CancellationToken.None);
                await answers.WriteLineAsync($"{result.Outcome} {result.Position.Value.ToString(CultureInfo.InvariantCulture)}");
            }

            (store as IDisposable)?.Dispose();
            await answers.WriteLineAsync(Closed);
        }
    }

    /// <summary>Takes a process that serves nobody, or starts one.</summary>
    public static async Task<ServingProcess> RentAsync(string location)
    {
        var process = Idle.TryTake(out var idle) ? idle : new ServingProcess();
        await process._process.StandardInput.WriteAsync($"{location}\n");
        return process;
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after)
    {
        try
        {
            await _process.StandardInput.WriteAsync($"{AccountSerializer.Serialize(change)}\n{AccountSerializer.Serialize(after)}\n");
            await _process.StandardInput.FlushAsync(CancellationToken.None);
            var answer = await _process.StandardOutput.ReadLineAsync(CancellationToken.None) ?? throw new CommitOutcomeUnknownException();
            return answer.Split(' ') switch
            {
                [nameof(CommitOutcome.Committed), var place] => CommitResult.Committed(new(long.Parse(place, CultureInfo.InvariantCulture))),
                [nameof(CommitOutcome.Conflict), _] => CommitResult.Conflict,
                [nameof(CommitOutcome.DuplicateCredential), _] => CommitResult.DuplicateCredential,
                _ => throw new CommitOutcomeUnknownException($"The process answered '{answer}'."),
            };
        }
        catch (IOException exception)
        {
            throw new CommitOutcomeUnknownException("The process died.", exception);
        }
    }

    /// <summary>Closes the store, and keeps the process for the next one; a process that does not answer is ended.</summary>
    public void Release()
    {
        try
        {
            _process.StandardInput.Write("\n");
            _process.StandardInput.Flush();
            if (_process.StandardOutput.ReadLine() == Closed)
            {
                Idle.Add(this);
                return;
            }
        }
        catch (IOException)
        {
            // It has died, or left in the middle of a commit.
        }

        Dispose();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
