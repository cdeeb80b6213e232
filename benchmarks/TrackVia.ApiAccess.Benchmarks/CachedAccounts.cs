using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The cost of a hot validation with many accounts in memory, as a ratio to one account, and the memory that an account takes.
/// </summary>
internal sealed class CachedAccounts : IAsyncDisposable
{
    private const int FavouredShareOfRequests = 80;
    private const int FavouredShareOfAccounts = 2;
    private const int RequestsABatch = 64;

    private readonly ServiceProvider _services;
    private readonly ApiAccessValidator _validator;
    private readonly List<(string UserKey, IReadOnlyList<string> Tokens)> _accounts;
    private readonly Random _random = new(7);
    private readonly (string UserKey, string Token)[] _batch = new (string, string)[RequestsABatch];

    private CachedAccounts(ServiceProvider services, int count)
    {
        _services = services;
        _validator = services.GetRequiredService<ApiAccessValidator>();
        _accounts = new(count);
    }

    private double BytesAnAccount { get; set; }

    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        int[] counts = isShort ? [1, 1_000] : [1, 1_000, 100_000, 1_000_000];
        var requests = isShort ? 6_400 : 512_000;
        var several = new List<(string Name, bool IsSkewed, CachedAccounts Accounts)>();
        foreach (var count in counts)
        {
            var accounts = await CreateAsync(count, tokens: 5);
            several.Add(($"{count:N0}", false, accounts));
            if (count > 1)
            {
                several.Add(($"{count:N0}", true, accounts));
            }
        }

        several.Add(("1, with 100 tokens", false, await CreateAsync(1, tokens: 100)));
        var (warmUp, rounds) = isShort ? (0, 2) : (3, 21);
        var figures = await Turns.TakeAsync(
            warmUp, rounds, [.. several.Select(one => (Func<Task<double>>)(() => one.Accounts.RunAsync(one.IsSkewed, requests)))]);
        Console.WriteLine("| accounts in memory | requests | one validation, median | ratio to one account (95 % interval) | bytes an account |\n|--:|---|--:|--:|--:|");
        foreach (var ((name, isSkewed, accounts), figure) in several.Zip(figures))
        {
            var spread = isSkewed ? $"{FavouredShareOfRequests} % on {FavouredShareOfAccounts} %" : "uniform";
            var bytes = accounts._accounts.Count >= 1_000 ? accounts.BytesAnAccount.ToString("N0", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {spread} | {figure.Median:F0} ns | {figure.DividedBy(figures[0]).MedianWithInterval()} | {bytes} |"));
        }

        foreach (var accounts in several.Select(one => one.Accounts).Distinct())
        {
            await accounts.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<CachedAccounts> CreateAsync(int count, int tokens)
    {
        var services = BenchmarkHost.InMemory(maxCachedAccounts: Math.Max(10_000, 2 * count));
        var accounts = new CachedAccounts(services, count);
        var store = services.GetRequiredService<IApiAccessStore>();
        for (var i = 0; i < count; i++)
        {
            var account = await BenchmarkAccount.CreateAsync(store, AccountId.Parse(string.Create(CultureInfo.InvariantCulture, $"account-{i}")), tokens);
            accounts._accounts.Add((account.UserKey, account.Tokens));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var (userKey, secrets) in accounts._accounts)
        {
            // A copy, as of a request: the cache keeps the key's text.
            Ensure(await accounts._validator.ValidateAsync(new string(userKey.AsSpan()), secrets[0]));
        }

        accounts.BytesAnAccount = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        return accounts;
    }

    private static void Ensure(in ValidationResult result)
    {
        if (!result.IsValid)
        {
            throw new InvalidOperationException("A validation did not accept a good token.");
        }
    }

    /// <summary>Returns the time of one validation, in nanoseconds.</summary>
    private async Task<double> RunAsync(bool isSkewed, int requests)
    {
        // To collect the garbage of a million accounts stops everything for longer than a lease lasts. This waits for the next lease.
        Ensure(await _validator.ValidateAsync(_accounts[0].UserKey, _accounts[0].Tokens[0]));
        return Validate(isSkewed, requests);
    }

    private double Validate(bool isSkewed, int requests)
    {
        var time = 0L;
        for (var done = 0; done < requests; done += RequestsABatch)
        {
            for (var i = 0; i < RequestsABatch; i++)
            {
                // Copies: a request's credentials have just been read, so they are in the processor's cache regardless of the caller.
                var (userKey, tokens) = _accounts[NextAccount(isSkewed)];
                _batch[i] = (new string(userKey.AsSpan()), new string(tokens[_random.Next(tokens.Count)].AsSpan()));
            }

            var began = Stopwatch.GetTimestamp();
            foreach (var (userKey, token) in _batch)
            {
                var validation = _validator.ValidateAsync(userKey, token);
                Ensure(validation.IsCompletedSuccessfully ? validation.Result : throw new InvalidOperationException("A validation did not complete from memory."));
            }

            time += Stopwatch.GetTimestamp() - began;
        }

        return time * 1e9 / Stopwatch.Frequency / requests;
    }

    private int NextAccount(bool isSkewed) => isSkewed && _random.Next(100) < FavouredShareOfRequests
        ? _random.Next(Math.Max(1, _accounts.Count * FavouredShareOfAccounts / 100))
        : _random.Next(_accounts.Count);
}
