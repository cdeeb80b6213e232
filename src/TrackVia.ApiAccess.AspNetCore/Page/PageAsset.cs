using System.Security.Cryptography;
using System.Text;

namespace TrackVia.ApiAccess.AspNetCore.Page;

/// <summary>
/// A file of the page, embedded in this assembly. All files are in one folder whose name is a hash of them, so that they can be cached
/// forever.
/// </summary>
/// <remarks>The hash is in the folder and not in the names, so that the modules import each other by relative addresses.</remarks>
internal sealed class PageAsset
{
    public const string Stylesheet = "page.css";
    public const string Module = "page.js";

    private const int HashLength = 16;

    private PageAsset(string name)
    {
        Name = name;
        Content = Read(name);
        ContentType = name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
    }

    public static IReadOnlyList<PageAsset> All { get; } =
    [
        .. from resource in typeof(PageAsset).Assembly.GetManifestResourceNames()
           where resource.StartsWith(Prefix, StringComparison.Ordinal) && !resource.EndsWith(".html", StringComparison.Ordinal)
           orderby resource
           select new PageAsset(resource[Prefix.Length..]),
    ];

    /// <summary>The folder below the page's path.</summary>
    public static string Folder { get; } = $"assets/{HashOf(All)}/";

    /// <summary>The pattern of the folders of all versions.</summary>
    public static string AnyFolder => $"assets/{{hash:length({HashLength})}}/";

    public string Name { get; }

    public byte[] Content { get; }

    public string ContentType { get; }

    private static string Prefix => $"{typeof(PageAsset).Namespace}.";

    public static byte[] Read(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(typeof(PageAsset), name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string HashOf(IReadOnlyList<PageAsset> assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in assets)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{asset.Name} {asset.Content.Length} "));
            hash.AppendData(asset.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
    }
}
