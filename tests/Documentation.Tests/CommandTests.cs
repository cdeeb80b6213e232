using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The scripts and projects in the documents' commands exist.</summary>
public sealed partial class CommandTests
{
    public static TheoryData<string> Documents { get; } = new(Document.All);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_in_a_command_exists(string document) => Assert.All(
        from block in new Document(document).Blocks
        where block.Language is "sh"
        from Match path in PathOfTheRepository().Matches(block.Code)
        select path.Value,
        path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{document} names {path}, which is not there."));

    [Fact]
    public void Every_project_that_is_run_can_be_run()
    {
        var projects = (
            from document in Document.All
            from block in new Document(document).Blocks
            from Match run in RunProject().Matches(block.Code)
            select run.Groups["project"].Value).Distinct().ToList();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Single(Directory.GetFiles(Repository.PathOf(project), "*.csproj")));
    }

    [GeneratedRegex(@"(?<=^|[\s""'=])(?:\.ci|benchmarks|docs|eng|samples|src|tests)/[\w./-]+", RegexOptions.Multiline)]
    private static partial Regex PathOfTheRepository();

    [GeneratedRegex(@"dotnet run .*--project (?<project>[\w./-]+)")]
    private static partial Regex RunProject();
}
