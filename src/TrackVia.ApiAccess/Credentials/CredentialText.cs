using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>Finds credentials in external text by their format, wherever they were entered.</summary>
internal static partial class CredentialText
{
    /// <summary>
    /// Replaces every credential in a text, including damaged and truncated ones, by its prefix and <c>[redacted]</c>. Other text is
    /// unchanged.
    /// </summary>
    /// <remarks>A credential whose underscore is escaped, as in a URL, is found too.</remarks>
    public static string Redact(string text) =>
        text.Contains("tv", StringComparison.OrdinalIgnoreCase) ? Shape().Replace(text, "$1[redacted]") : text;

    /// <summary>Determines whether a text contains a credential, including a damaged or truncated one.</summary>
    public static bool HasCredential(string text) => Shape().IsMatch(text);

    /// <summary>
    /// Determines whether a text contains enough of a credential to disclose it. Ordinary words after the prefix are shorter.
    /// </summary>
    public static bool DisclosesCredential(string text) => Disclosure().IsMatch(text);

    // A host's id does not contain eight characters of a secret by chance, and fewer do not help to guess the rest.
    [GeneratedRegex("(tv[kt](?:_|%5F|%255F))[0-9A-Z]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("tv[kt]_[0-9A-Za-z]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex Disclosure();
}
