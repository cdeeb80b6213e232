using System.Diagnostics;
using TrackVia.ApiAccess.Tests;

namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>The package stops a build under xunit.v3, where its inherited facts would silently not run.</summary>
public sealed class XunitThreeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("apiaccess-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("build")]
    [InlineData("buildTransitive")]
    public async Task A_build_under_xunit_v3_is_stopped_with_the_remedy(string folder)
    {
        var (exitCode, output) = await BuildAsync(folder, "xunit.v3.core.dll");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error APIACCESS001", output, StringComparison.Ordinal);
        Assert.Contains("one theory over StoreConformance.Cases", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build")]
    [InlineData("buildTransitive")]
    public async Task A_build_under_xunit_2_continues(string folder) => Assert.Equal(0, (await BuildAsync(folder, "xunit.core.dll")).ExitCode);

    /// <summary>Runs the package's targets in a project that has resolved one reference.</summary>
    private async Task<(int ExitCode, string Output)> BuildAsync(string folder, string reference)
    {
        var targets = Repository.PathOf($"src/TrackVia.ApiAccess.Testing.Xunit/{folder}/TrackVia.ApiAccess.Testing.Xunit.targets");
        var project = Path.Combine(_directory.FullName, "consumer.proj");
        await File.WriteAllTextAsync(project, $"""
            <Project DefaultTargets="ResolveAssemblyReferences">
              <ItemGroup><ReferencePath Include="/packages/{reference}" /></ItemGroup>
              <Target Name="ResolveAssemblyReferences" />
              <Import Project="{targets}" />
            </Project>
            """);
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false"]) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, output);
    }
}
