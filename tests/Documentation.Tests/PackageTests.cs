using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

public sealed partial class PackageTests
{
    [Fact]
    public void The_READMEs_table_lists_every_package_and_no_other() => Assert.Equal(
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        PackageRow().Matches(new Document("README.md").Text).Select(row => row.Groups["package"].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `(?<package>TrackVia\.[\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex PackageRow();
}
