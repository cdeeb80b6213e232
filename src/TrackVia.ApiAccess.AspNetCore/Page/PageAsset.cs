using System.Security.Cryptography;

namespace TrackVia.ApiAccess.AspNetCore.Page;

/// <summary>A file of the page, embedded in this assembly; its name has a hash of its content, so that it can be cached for ever.</summary>
internal sealed class PageAsset
{
    private const int HashLength = 16;

    private PageAsset(string name, string contentType)
    {
        Content = Read(name);
        ContentType = contentType;
        Path = PathOf(name, Hash(Content));
        AnyVersion = PathOf(name, $"{{hash:length({HashLength})}}");
    }

    public static PageAsset Stylesheet { get; } = new("page.css", "text/css; charset=utf-8");

    public static PageAsset Module { get; } = new("page.js", "text/javascript; charset=utf-8");

    public byte[] Content { get; }

    public string ContentType { get; }

    /// <summary>The path below the page's.</summary>
    public string Path { get; }

    /// <summary>The pattern of the paths of all versions.</summary>
    public string AnyVersion { get; }

    public static byte[] Read(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(typeof(PageAsset), name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string PathOf(string name, string hash) =>
        $"assets/{System.IO.Path.GetFileNameWithoutExtension(name)}.{hash}{System.IO.Path.GetExtension(name)}";

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..HashLength];
}
