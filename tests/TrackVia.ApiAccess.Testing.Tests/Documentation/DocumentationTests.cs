using TrackVia.ApiAccess.Tests;

namespace TrackVia.ApiAccess.Testing.Tests.Documentation;

/// <summary>The generated documentation is fresh. Run with APIACCESS_UPDATE_DOCS=1 after a change: it writes instead of comparing.</summary>
public sealed class DocumentationTests
{
    private static readonly string Readme = Repository.PathOf("src/TrackVia.ApiAccess.Testing/README.md");
    private static readonly string Example = Repository.PathOf("tests/TrackVia.ApiAccess.Testing.Tests/Documentation/MyStoreConformance.cs");

    [Fact]
    public void The_READMEs_list_of_cases_is_fresh() => IsFresh(Readme, text => Between(text, "cases", ConformanceDocument.Cases()));

    [Fact]
    public void The_READMEs_example_is_the_one_that_is_compiled_and_run() =>
        IsFresh(Readme, text => Between(text, "example", $"\n```csharp\n{File.ReadAllText(Example)}```\n\n"));

    [Fact]
    public void The_READMEs_example_has_no_more_than_15_lines_beside_its_usings() =>
        Assert.InRange(File.ReadLines(Example).Count(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal)), 1, 15);

    [Fact]
    public void The_table_of_stores_and_faults_is_fresh() => IsFresh(Repository.PathOf("docs/conformance.md"), _ => ConformanceDocument.Tables());

    private static void IsFresh(string path, Func<string, string> write)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var fresh = write(text);
        if (Environment.GetEnvironmentVariable("APIACCESS_UPDATE_DOCS") is "1")
        {
            File.WriteAllText(path, fresh);
        }
        else
        {
            Assert.Equal(fresh, text);
        }
    }

    private static string Between(string text, string mark, string content)
    {
        var (begin, end) = ($"<!-- {mark}:begin -->\n", $"<!-- {mark}:end -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= begin.Length && to >= from, $"The README has no marks {begin.Trim()} and {end}.");
        return text[..from] + content + text[to..];
    }
}
