using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using TrackVia.ApiAccess.Benchmarks;

// `--short` runs every benchmark once, in this process: it proves that they build and run, and measures nothing.
var isShort = args.Contains("--short");
var summaries = BenchmarkSwitcher.FromAssembly(typeof(TokenValidation).Assembly).Run(
    [.. args.Where(argument => argument != "--short")],
    isShort ? ShortForm.Config : DefaultConfig.Instance);

return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
