using System.Globalization;

namespace HostApp.OpenApi;

/// <summary>The entries of a list that a client requests: from <c>start</c>, which counts from 0, at most <c>max</c>.</summary>
internal readonly record struct Page(int Start, int Max)
{
    private const int DefaultMax = 50;
    private const int MaxMax = 1_000;

    public static bool TryParse(string? start, string? max, out Page page, out Dictionary<string, string[]> errors)
    {
        errors = [];
        page = new(
            Read("start", start, fallback: 0, least: 0, most: int.MaxValue, errors),
            Read("max", max, fallback: DefaultMax, least: 1, most: MaxMax, errors));
        return errors.Count == 0;
    }

    public IReadOnlyList<T> Of<T>(IEnumerable<T> entries) => [.. entries.Skip(Start).Take(Max)];

    private static int Read(string name, string? text, int fallback, int least, int most, Dictionary<string, string[]> errors)
    {
        if (text is null)
        {
            return fallback;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
        {
            errors[name] = [$"Send a whole number from {least} to {most}."];
        }

        return value;
    }
}
