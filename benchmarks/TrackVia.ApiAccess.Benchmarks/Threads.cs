using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The speed of two threads as a ratio to one, compared with the same ratio of the <see cref="Floor"/>.</summary>
internal static class Threads
{
    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        await using var services = BenchmarkHost.InMemory();
        var validator = services.GetRequiredService<ApiAccessValidator>();
        var account = await BenchmarkAccount.CreateAsync(services.GetRequiredService<IApiAccessStore>(), AccountId.Parse("acme"));
        var floor = new Floor(account.Access.Tokens);
        var token = account.Tokens[^1];
        bool Least() => floor.Accepts(token);
        bool Ours()
        {
            var validation = validator.ValidateAsync(account.UserKey, token);
            return validation.IsCompletedSuccessfully && validation.Result.IsValid;
        }

        if (!(await validator.ValidateAsync(account.UserKey, token)).IsValid)
        {
            throw new InvalidOperationException("A validation did not accept a good token.");
        }

        var validations = isShort ? 1_000 : 500_000;
        var (warmUp, rounds) = isShort ? (0, 2) : (5, 60);
        var figures = await Turns.TakeAsync(
            warmUp,
            rounds,
            () => RateAsync(Least, 1, validations),
            () => RateAsync(Least, 2, validations),
            () => RateAsync(Ours, 1, validations),
            () => RateAsync(Ours, 2, validations));
        var (floorScaling, ourScaling) = (figures[1].DividedBy(figures[0]), figures[3].DividedBy(figures[2]));
        Console.WriteLine("| | one thread, per second | two threads, per second | two to one (95 % interval) |\n|---|--:|--:|--:|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| floor | {figures[0].Median:N0} | {figures[1].Median:N0} | {floorScaling.MedianWithInterval()} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| valid | {figures[2].Median:N0} | {figures[3].Median:N0} | {ourScaling.MedianWithInterval()} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\nOur scaling as a share of the floor's: {ourScaling.DividedBy(floorScaling).MedianWithInterval()}."));
    }

    /// <summary>Returns the number of validations per second that the threads perform together.</summary>
    private static Task<double> RateAsync(Func<bool> validate, int threads, int validations)
    {
        using var start = new Barrier(threads + 1);
        var failed = 0;
        var running = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < validations; i++)
            {
                if (!validate())
                {
                    Interlocked.Increment(ref failed);
                }
            }
        })).ToArray();
        foreach (var thread in running)
        {
            thread.Start();
        }

        start.SignalAndWait();
        var began = Stopwatch.GetTimestamp();
        foreach (var thread in running)
        {
            thread.Join();
        }

        var rate = threads * (double)validations / Stopwatch.GetElapsedTime(began).TotalSeconds;
        // A lease may be renewed a moment too late; more than that would not be what is measured.
        return failed <= validations / 100 ? Task.FromResult(rate) : throw new InvalidOperationException($"{failed} validations did not complete from memory.");
    }
}
