using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>Finds credentials in a text that came from outside, by their shape, wherever somebody put them.</summary>
internal static partial class CredentialText
{
    /// <summary>Replaces every credential in a text, a damaged or cut one too, by its prefix and <c>[redacted]</c>. Other text stays as it is.</summary>
    /// <remarks>Where an underscore was escaped, as in a URL, it is found as well.</remarks>
    public static string Redact(string text) =>
        text.Contains("tv", StringComparison.OrdinalIgnoreCase) ? Shape().Replace(text, "$1[redacted]") : text;

    /// <summary>Determines whether a text holds a credential, a damaged or cut one too.</summary>
    public static bool HasCredential(string text) => Shape().IsMatch(text);

    /// <summary>Determines whether a text holds so much of a credential that it gives it away. Ordinary words after the prefix are shorter.</summary>
    public static bool DisclosesCredential(string text) => Disclosure().IsMatch(text);

    // Eight characters of a secret are more than an id of a host's has by chance, and fewer than help to guess the rest.
    [GeneratedRegex("(tv[kt](?:_|%5F|%255F))[0-9A-Z]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("tv[kt]_[0-9A-Za-z]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex Disclosure();
}
