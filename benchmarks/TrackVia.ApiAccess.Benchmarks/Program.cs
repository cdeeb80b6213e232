using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using TrackVia.ApiAccess.Benchmarks;
using TrackVia.ApiAccess.Benchmarks.Http;

// Tables that are measured alternately or in separate processes, and printed as Markdown: `--scale`, or `--scale --short` for a short form.
Dictionary<string, Func<bool, Task>> tables = new()
{
    ["--hot"] = HotValidation.PrintAsync,
    ["--scale"] = CachedAccounts.PrintAsync,
    ["--threads"] = Threads.PrintAsync,
    ["--http"] = HttpRequests.PrintAsync,
    ["--flood"] = Flood.PrintAsync,
    ["--storage"] = StorageRatios.PrintAsync,
    ["--writes"] = TokenWrites.PrintAsync,
};

if (args is ["--serve"])
{
    await ApiServer.RunAsync();
    return 0;
}

if (Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES") is null)
{
    Console.Error.WriteLine("PostgreSQL is left out: APIACCESS_TEST_POSTGRES is not set. `bash eng/benchmarks.sh` starts a server of its own.");
}

var isShort = args.Contains("--short");
var chosen = tables.Where(table => args.Contains(table.Key)).ToArray();
foreach (var (_, print) in chosen)
{
    await print(isShort);
}

if (chosen.Length > 0)
{
    return 0;
}

// `--short` runs everything once, the benchmarks in this process: it proves that they build, run and end as they should, and measures nothing.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(TokenValidation).Assembly).Run(
    [.. args.Where(argument => argument != "--short")],
    isShort ? ShortForm.Config : DefaultConfig.Instance);
foreach (var (_, print) in isShort ? tables : [])
{
    await print(true);
}

return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
