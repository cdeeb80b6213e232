namespace TrackVia.ApiAccess.Identifiers;

/// <summary>The rule for ids that the library creates: those of tokens and changes.</summary>
internal static class HexIdentifier
{
    /// <summary>
    /// Parses the only accepted spelling of an id: format "N" by itself would also accept upper case, and surrounding white space.
    /// </summary>
    public static bool TryParse(string? text, out Guid value) =>
        Guid.TryParseExact(text, "N", out value) && value != Guid.Empty && value.ToString("N") == text;

    public static FormatException Invalid(string kind) =>
        new($"The text is not {kind}. An id is 32 lower-case hexadecimal digits, as the library returned it.");

    /// <exception cref="ArgumentException"><paramref name="value"/> is empty.</exception>
    public static Guid Checked(Guid value) => value != Guid.Empty
        ? value
        : throw new ArgumentException("An empty Guid is not an id. Pass the Guid that ToGuid returned.", nameof(value));
}
