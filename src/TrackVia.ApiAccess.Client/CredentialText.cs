using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Client;

/// <summary>A credential from a file, a mounted secret or an environment variable: what is around it, and what is wrong with it. Its text is never repeated.</summary>
internal sealed partial class CredentialText(string prefix, string name, CredentialText.Other other)
{
    private const char ByteOrderMark = '\uFEFF';

    public static CredentialText ApiKey { get; } = new("tvk_", "API key", new("tvt_", "auth token"));

    public static CredentialText AuthToken { get; } = new("tvt_", "auth token", new("tvk_", "API key"));

    /// <summary>Removes white space, line breaks and a byte order mark around both credentials.</summary>
    public static void Trim(ApiAccessClientOptions options)
    {
        options.ApiKey = Trim(options.ApiKey);
        options.AuthToken = Trim(options.AuthToken);
    }

    /// <summary>Gets what is wrong and what to do; <see langword="null"/> when nothing is.</summary>
    public string? FaultOf(string? text)
    {
        if (text is not null && Shape().IsMatch(text) && text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        return $"{Describe(text)} Set the text that the API Access page shows: 53 letters and digits that begin with {prefix}. Do not commit it.";
    }

    private string Describe(string? text) =>
        string.IsNullOrEmpty(text) ? "is not set."
        : text.StartsWith(other.Prefix, StringComparison.Ordinal) ? $"holds an {other.Name}. Are ApiKey and AuthToken swapped?"
        : text[0] is '"' or '\'' || text[^1] is '"' or '\'' ? "is in quotes. Remove them."
        : text.IndexOf(prefix, StringComparison.Ordinal) > 0 ? $"has text before the {name}, such as 'Bearer' or the name of a header. Remove it."
        : text.Any(char.IsWhiteSpace) ? "has white space or a line break within it. Remove it."
        : text.StartsWith(prefix, StringComparison.Ordinal) ? "is incomplete, too long, or has a character that is neither a letter nor a digit."
        : $"is not an {name}.";

    private static string? Trim(string? text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty && IsAround(rest[0]))
        {
            rest = rest[1..];
        }

        while (!rest.IsEmpty && IsAround(rest[^1]))
        {
            rest = rest[..^1];
        }

        return text is null ? null : rest.ToString();
    }

    private static bool IsAround(char character) => char.IsWhiteSpace(character) || character == ByteOrderMark;

    [GeneratedRegex(@"\Atv[kt]_[0-9A-Za-z]{49}\z")]
    private static partial Regex Shape();

    internal sealed record Other(string Prefix, string Name);
}
