namespace TrackVia.ApiAccess.Tests;

/// <summary>Holds a document to what is generated into it. Run with APIACCESS_UPDATE_DOCS=1 after a change: it writes instead of comparing.</summary>
internal static class FreshText
{
    /// <param name="path">The document.</param>
    /// <param name="write">Returns the expected text for the present text, which is empty if the document does not exist.</param>
    public static void IsFresh(string path, Func<string, string> write)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var fresh = write(text);
        if (Environment.GetEnvironmentVariable("APIACCESS_UPDATE_DOCS") is not "1")
        {
            Assert.Equal(fresh, text);
        }
        else if (fresh != text)
        {
            File.WriteAllText(path, fresh);
        }
    }

    /// <summary>Puts content between the lines <c>&lt;!-- mark:begin --&gt;</c> and <c>&lt;!-- mark:end --&gt;</c>; the rest of the text stays as it is.</summary>
    public static string Between(string text, string mark, string content)
    {
        var (begin, end) = ($"<!-- {mark}:begin -->\n", $"<!-- {mark}:end -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        return from >= begin.Length && to >= from
            ? text[..from] + content + text[to..]
            : throw new FormatException($"The text needs the lines '{begin.Trim()}' and '{end}', in this order.");
    }
}
