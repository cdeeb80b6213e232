using System.Globalization;
using System.Reflection;

namespace TrackVia.ApiAccess.Sql;

/// <summary>One numbered script: it brings the schema from the version before to <paramref name="Version"/>, and records that itself.</summary>
internal sealed record SchemaScript(int Version, string Text)
{
    /// <summary>Reads the scripts of an adapter, which are embedded by their file names: <c>0001-initial.sql</c>.</summary>
    public static IReadOnlyList<SchemaScript> ReadAll(Assembly assembly) =>
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaScript(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), Read(assembly, name)))];

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
