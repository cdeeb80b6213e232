using System.Runtime.Versioning;
using System.Text.Json;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore;

/// <summary>The content of one file: a change, its position in the feed, and the account after it.</summary>
[SupportedOSPlatform("linux")]
internal sealed record ChangeFile(FeedEntry Entry, AccountAccess After)
{
    /// <exception cref="NewerFormatException">A newer version of the library wrote the change.</exception>
    public AccessChange Change => Entry.Change ?? throw new NewerFormatException();

    // snippet: store-file
    public string ToJson() => $$"""
        {"place":{{Entry.Position.Value}},
        "change":{{AccountSerializer.Serialize(Change)}},
        "after":{{AccountSerializer.Serialize(After)}}}
        """;

    public static ChangeFile Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        return new ChangeFile(
            AccountSerializer.DeserializeFeedEntry(
                new FeedPosition(root.GetProperty("place").GetInt64()), root.GetProperty("change").GetRawText()),
            AccountSerializer.DeserializeAccount(root.GetProperty("after").GetRawText()));
    }
    // end snippet
}
