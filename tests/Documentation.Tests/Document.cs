using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>A Markdown document of the repository, as far as it is tested: its fenced blocks, links and headings.</summary>
internal sealed partial record Document(string Path)
{
    /// <summary>The documents of the repository, the guides, and the READMEs of packages and samples.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        "CHANGELOG.md",
        "CODE_OF_CONDUCT.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        .. Find("docs", "*.md"),
        .. Find("src", "README.md"),
        .. Find("samples", "README.md"),
    ];

    public string File { get; } = Repository.PathOf(Path);

    public string Text => System.IO.File.ReadAllText(File);

    public string TextWithoutBlocks => Block().Replace("\n" + Text, "");

    /// <summary>Every fenced block with the line before it.</summary>
    public IEnumerable<(string Before, string Language, string Code)> Blocks =>
        from Match block in Block().Matches("\n" + Text)
        select (block.Groups["before"].Value, block.Groups["language"].Value, block.Groups["code"].Value);

    /// <summary>Every address that is linked or shown, web addresses left out.</summary>
    public IEnumerable<string> LocalLinks =>
        from Match link in Link().Matches(TextWithoutBlocks)
        let address = link.Groups["address"].Value
        where !address.Contains("://", StringComparison.Ordinal)
        select address;

    /// <summary>What can be linked to within the document, as GitHub names it.</summary>
    public IEnumerable<string> Anchors =>
        from Match heading in Heading().Matches(TextWithoutBlocks)
        select NoAnchor().Replace(heading.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<string> Find(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
        let path = System.IO.Path.GetRelativePath(Repository.PathOf(""), file)
        where !path.Split('/').Any(part => part is "bin" or "obj" or "data")
        orderby path
        select path;

    [GeneratedRegex(@"(?<=\n)(?<before>.*)\n(?<indent> *)```(?<language>\S*)\n(?<code>(?:.*\n)*?)\k<indent>```(?=\n|$)")]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<address>[^)\s]+)\)|src=""(?<address>[^""]+)""|href=""(?<address>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"\n#+ (?<title>.+)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
