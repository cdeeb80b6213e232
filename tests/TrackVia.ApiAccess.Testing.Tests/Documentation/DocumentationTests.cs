using TrackVia.ApiAccess.Tests;

namespace TrackVia.ApiAccess.Testing.Tests.Documentation;

/// <summary>The kit's documentation is fresh; Documentation.Tests holds its code to what is compiled.</summary>
public sealed class DocumentationTests
{
    private static readonly string Example = Repository.PathOf("tests/TrackVia.ApiAccess.Testing.Tests/Documentation/MyStoreConformance.cs");

    [Fact]
    public void The_READMEs_list_of_cases_is_fresh() => FreshText.IsFresh(
        Repository.PathOf("src/TrackVia.ApiAccess.Testing/README.md"), text => FreshText.Between(text, "cases", ConformanceDocument.Cases()));

    [Fact]
    public void The_READMEs_example_has_no_more_than_15_lines_beside_its_usings() => Assert.InRange(
        File.ReadLines(Example).Count(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("//", StringComparison.Ordinal)), 1, 15);

    [Fact]
    public void The_guide_names_cases_that_there_are()
    {
        var guide = File.ReadAllLines(Repository.PathOf("docs/plug-in-your-own-persistence.md"));
        var named = guide.SkipWhile(line => line != "| mistake | the case that finds it |").Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')[2].Trim()).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(StoreConformance.Cases.Select(one => ConformanceDocument.Sentence(one.Name))));
    }

    [Fact]
    public void The_tables_of_stores_and_faults_are_fresh() => FreshText.IsFresh(
        Repository.PathOf("docs/conformance.md"), text => FreshText.Between(text, "tables", ConformanceDocument.Tables()));
}
