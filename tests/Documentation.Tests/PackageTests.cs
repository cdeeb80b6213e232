using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The packages: each is in the table, and has a README that the package site can show.</summary>
public sealed partial class PackageTests
{
    private static readonly IReadOnlyList<string> Names =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Packages { get; } = new(Names);

    [Fact]
    public void The_READMEs_table_lists_every_package_and_no_other() => Assert.Equal(
        Names,
        PackageRow().Matches(new Document("README.md").Text).Select(row => row.Groups["package"].Value).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_package_has_a_README_of_its_own(string package) =>
        Assert.StartsWith($"# {package}\n", ReadmeOf(package).Text, StringComparison.Ordinal);

    /// <summary>Packing turns links out of the folder into addresses. The site shows neither diagrams nor HTML, and has no anchors.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_README_of_a_package_is_shown_whole_by_the_package_site(string package)
    {
        var readme = ReadmeOf(package);
        Assert.All(readme.LocalLinks, link => Assert.StartsWith("../", link, StringComparison.Ordinal));
        Assert.DoesNotContain(readme.Blocks, block => block.Language is "mermaid");
        Assert.DoesNotMatch(HtmlTag(), CodeSpan().Replace(readme.TextWithoutBlocks, ""));
    }

    private static Document ReadmeOf(string package) => new($"src/{package}/README.md");

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("</?[a-z]")]
    private static partial Regex HtmlTag();

    [GeneratedRegex(@"^\| `(?<package>TrackVia\.[\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex PackageRow();
}
