using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The targets of the documents' links exist.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Documents { get; } = new(Document.All);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_somewhere(string path)
    {
        var document = new Document(path);
        Assert.All(document.LocalLinks, link =>
        {
            var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var target = file.Length == 0 ? document.File : Path.GetFullPath(file, Path.GetDirectoryName(document.File)!);
            Assert.True(Path.Exists(target), $"{path} links to {link}, which is not there.");
            Assert.True(
                anchor is null || (Path.GetRelativePath(Repository.PathOf(""), target) is var name && new Document(name).Anchors.Contains(anchor)),
                $"{path} links to {link}, which has no such heading.");
        });
    }
}
