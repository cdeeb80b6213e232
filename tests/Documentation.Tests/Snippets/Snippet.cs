using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests.Snippets;

/// <summary>
/// Regions of compiled source files, from a line <c>// snippet: NAME</c> to the next <c>// end snippet</c>. In a document, the block that
/// shows the region follows the line <c>&lt;!-- snippet: NAME --&gt;</c>.
/// </summary>
internal static partial class Snippet
{
    private static readonly string[] Folders = ["src", "samples", "tests"];
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Regions = new(ReadAll);

    public static IEnumerable<string> Names => Regions.Value.Keys;

    public static bool IsMark(string line) => Mark().IsMatch(line);

    public static IEnumerable<string> NamesIn(string text) => from Match mark in Mark().Matches(text) select mark.Groups["name"].Value;

    /// <summary>Writes every region that the text names into the block after its mark, and adds the block if it is missing.</summary>
    public static string WriteInto(string text) => MarkedBlock().Replace(text, mark =>
    {
        var name = mark.Groups["name"].Value;
        return Regions.Value.TryGetValue(name, out var code)
            ? $"<!-- snippet: {name} -->\n```csharp\n{code}```\n"
            : throw new FormatException($"No source file has a region '// snippet: {name}'.");
    });

    private static Dictionary<string, string> ReadAll() =>
        (from folder in Folders
         from file in Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
         where !file.Contains("/obj/", StringComparison.Ordinal)
         from Match region in Region().Matches(File.ReadAllText(file))
         select region).ToDictionary(region => region.Groups["name"].Value, region => Unindent(region.Groups["code"].Value));

    /// <summary>Removes the indentation of the first line from every line.</summary>
    private static string Unindent(string code)
    {
        var indentation = "\n" + code[..(code.Length - code.TrimStart(' ').Length)];
        return ("\n" + code).Replace(indentation, "\n", StringComparison.Ordinal)[1..];
    }

    [GeneratedRegex(@"^<!-- snippet: (?<name>[\w-]+) -->$", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^<!-- snippet: (?<name>[\w-]+) -->\n(?:```csharp\n(?:.*\n)*?```\n)?", RegexOptions.Multiline)]
    private static partial Regex MarkedBlock();

    [GeneratedRegex(@"^ *// snippet: (?<name>[\w-]+)\n(?<code>(?:.*\n)*?) *// end snippet$", RegexOptions.Multiline)]
    private static partial Regex Region();
}
