using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The rules (R) and the threats (T): what is cited is documented, and each threat has a test that carries its number.</summary>
public sealed partial class DocumentedLawTests
{
    private static readonly string[] Folders = ["src", "tests", "samples", "benchmarks", "docs", "eng"];
    private static readonly string[] Endings = [".cs", ".js", ".md", ".sh", ".sql"];

    private static readonly HashSet<string> Documented =
    [
        .. Numbers("docs/requirements.md"),
        .. Numbers("docs/threats.md"),
    ];

    /// <summary>Every source and document of the repository, as path and text.</summary>
    private static IEnumerable<(string Path, string Text)> Sources =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)
        where Endings.Contains(Path.GetExtension(file))
        let path = Path.GetRelativePath(Repository.PathOf(""), file)
        where !path.Split('/').Any(part => part is "bin" or "obj" or "data" or "artifacts")
        select (path, File.ReadAllText(file));

    [Fact]
    public void Every_cited_number_has_a_heading() => Assert.Empty(
        from source in Sources
        from Match citation in Citation().Matches(source.Text)
        where !Documented.Contains(citation.Value)
        select $"{source.Path} cites {citation.Value}");

    [Fact]
    public void Every_threat_has_a_test_that_carries_its_number()
    {
        var tested = (
            from source in Sources
            where source.Path.StartsWith("tests/", StringComparison.Ordinal)
            from Match name in TestName().Matches(source.Text)
            from Match number in Citation().Matches(name.Value.Replace('_', ' '))
            select number.Value).ToHashSet();

        Assert.Empty(Documented.Where(number => number.StartsWith('T')).Except(tested));
    }

    private static IEnumerable<string> Numbers(string path) =>
        from Match heading in NumberedHeading().Matches(new Document(path).Text)
        select heading.Groups["number"].Value;

    [GeneratedRegex(@"^### (?<number>[RT][1-9][0-9]*a?) ", RegexOptions.Multiline)]
    private static partial Regex NumberedHeading();

    // A type parameter such as T1 looks the same, and is as harmless.
    [GeneratedRegex(@"(?<![\w.])[RT][1-9][0-9]?a?(?![\w.-])")]
    private static partial Regex Citation();

    [GeneratedRegex(@"(?<= )(?:[RT][1-9][0-9]*a?_)+(?=\w+\()")]
    private static partial Regex TestName();
}
