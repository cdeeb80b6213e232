using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>
/// A process that commits to one file at a time. One that was not killed serves the next test: to start a process takes far longer than
/// most cases.
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
    /// What the process does: reads the name of a file, then a change and the account after it, a line each, commits, and answers on a line;
    /// an empty line closes the file.
    /// </summary>
    public static async Task ServeAsync<TStore>(Func<string, TStore> open, TextReader requests, TextWriter answers)
        where TStore : IApiAccessStore, IAsyncDisposable
    {
        while (await requests.ReadLineAsync() is { } file)
        {
            await using (var store = open(file))
            {
                while (await requests.ReadLineAsync() is { Length: > 0 } change && await requests.ReadLineAsync() is { } after)
                {
                    var result = await store.CommitAsync(
                        AccountSerializer.DeserializeChange(change), AccountSerializer.DeserializeAccount(after), CancellationToken.None);
                    await answers.WriteLineAsync($"{result.Outcome} {result.Position.Value.ToString(CultureInfo.InvariantCulture)}");
                }
            }

            await answers.WriteLineAsync(Closed);
        }
    }

    /// <summary>Takes a process that serves nobody, or starts one.</summary>
    public static async Task<ServingProcess> RentAsync(string file)
    {
        var process = Idle.TryTake(out var idle) ? idle : new ServingProcess();
        await process._process.StandardInput.WriteAsync($"{file}\n");
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

    /// <summary>Closes the file, and keeps the process for the next one; a process that does not answer is ended.</summary>
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
