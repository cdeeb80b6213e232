using System.Globalization;
using System.Reflection;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// A numbered script. It upgrades the schema from the previous version to <paramref name="Version"/>, and records that version.
/// </summary>
internal sealed record SchemaScript(int Version, string Text)
{
    /// <summary>The version of the newest script of every database.</summary>
    public const int NewestVersion = 4;

    /// <summary>Reads the scripts of a dialect, which are embedded under their file names, such as <c>0001-initial.sql</c>.</summary>
    /// <param name="assembly">The dialect's assembly.</param>
    /// <param name="names">The names of the tables, which the texts receive.</param>
    public static IReadOnlyList<SchemaScript> ReadAll(Assembly assembly, TableNames names) =>
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaScript(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), names.Apply(Read(assembly, name))))];

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
