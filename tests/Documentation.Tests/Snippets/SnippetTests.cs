using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests.Snippets;

/// <summary>The code in the documents is code that is compiled.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Documents { get; } = new(Document.All);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_snippet_is_the_code_that_it_names(string document) =>
        FreshText.IsFresh(Repository.PathOf(document), Snippet.WriteInto);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_of_csharp_is_a_snippet(string document) => Assert.Empty(
        from block in new Document(document).Blocks
        where block.Language is "csharp" && !Snippet.IsMark(block.Before)
        select block.Code);

    /// <summary>A block without a language might be code that is not compiled.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_names_its_language(string document) => Assert.DoesNotContain(
        new Document(document).Blocks, block => block.Language is not ("csharp" or "sh" or "text" or "xml" or "json" or "mermaid"));

    [Fact]
    public void Every_region_is_shown_somewhere() => Assert.Empty(
        Snippet.Names.Except(from document in Document.All from name in Snippet.NamesIn(new Document(document).Text) select name));

    [Fact]
    public void A_mark_without_a_region_is_refused() =>
        Assert.Throws<FormatException>(() => Snippet.WriteInto("<!-- snippet: no-such-region -->\n"));
}
