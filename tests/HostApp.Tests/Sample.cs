using System.Reflection;

namespace HostApp.Tests;

/// <summary>The built sample: where it is and how it is started.</summary>
internal static class Sample
{
    public static string ProjectFolder { get; } = Metadata("HostAppProject");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string Assembly { get; } = Path.Combine(ProjectFolder, "bin", Configuration, "net10.0", "HostApp.dll");

    private static string Metadata(string key) =>
        typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
