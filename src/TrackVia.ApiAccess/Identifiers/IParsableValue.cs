using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Identifiers;

/// <summary>A value with one culture-independent text. Implements the framework's parsing interfaces with its own two methods.</summary>
internal interface IParsableValue<TSelf> : ISpanParsable<TSelf>
    where TSelf : IParsableValue<TSelf>
{
    static abstract TSelf Parse(string? text);

    static abstract bool TryParse(string? text, [MaybeNullWhen(false)] out TSelf value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TSelf.Parse(s);
    }

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryParse(s, out result);

    static TSelf ISpanParsable<TSelf>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TSelf.Parse(s.ToString());

    static bool ISpanParsable<TSelf>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryParse(s.ToString(), out result);
}
