using System.Globalization;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>A number in a query.</summary>
internal static class QueryNumber
{
    /// <summary>Reads a number within bounds; <paramref name="absent"/> where the query has none.</summary>
    /// <exception cref="FormatException">It is no number, or out of bounds.</exception>
    public static long Parse(string? text, long least, long most, long absent) =>
        text is null ? absent
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"'{FieldErrors.Shown(text)}' is out of bounds. Give one whole number from {least} to {most}, or leave it out.");
}
