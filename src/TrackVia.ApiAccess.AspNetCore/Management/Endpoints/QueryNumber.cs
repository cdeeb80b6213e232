using System.Globalization;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>A number in a query.</summary>
internal static class QueryNumber
{
    /// <summary>Returns a parser of numbers within bounds, which reads <paramref name="absent"/> where the query has no number.</summary>
    public static FieldParser<long> Between(long least, long most, long absent) => (text, out number, out error) =>
    {
        number = absent;
        var isNumber = text is null
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
        error = isNumber ? null : $"'{FieldErrors.Shown(text)}' is out of bounds. Send one whole number from {least} to {most}, or omit it.";
        return isNumber;
    };
}
