using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using TrackVia.ApiAccess.Benchmarks;

if (Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES") is null)
{
    Console.Error.WriteLine("PostgreSQL is left out: APIACCESS_TEST_POSTGRES is not set. `bash eng/benchmarks.sh` starts a server of its own.");
}

// `--storage-ratios` prints the table that docs/benchmarks.md begins with, and nothing else.
if (args is ["--storage-ratios"])
{
    await StorageRatios.PrintAsync(rounds: 300);
    return 0;
}

// `--short` runs every benchmark once, in this process: it proves that they build and run, and measures nothing.
var isShort = args.Contains("--short");
var summaries = BenchmarkSwitcher.FromAssembly(typeof(TokenValidation).Assembly).Run(
    [.. args.Where(argument => argument != "--short")],
    isShort ? ShortForm.Config : DefaultConfig.Instance);

return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
