namespace TrackVia.ApiAccess;

/// <summary>The id of one change: the same id at the same version is the same change, so a commit can be repeated safely.</summary>
/// <remarks>
/// Its text is 32 lower-case hexadecimal digits. <c>default</c> is no change: <see cref="New"/> never gives it and
/// <see cref="TryParse"/> does not read it.
/// </remarks>
public readonly record struct ChangeId
{
    private readonly Guid _value;

    private ChangeId(Guid value) => _value = value;

    /// <summary>Makes a new random id.</summary>
    /// <returns>The id.</returns>
    public static ChangeId New() => new(Guid.NewGuid());

    /// <summary>Reads an id.</summary>
    /// <param name="text">32 lower-case hexadecimal digits.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not an id.</exception>
    public static ChangeId Parse(string? text) => TryParse(text, out var id)
        ? id
        : throw new FormatException("The text is no change id. An id is 32 lower-case hexadecimal digits.");

    /// <summary>Reads an id without throwing.</summary>
    /// <param name="text">32 lower-case hexadecimal digits.</param>
    /// <param name="id">The id, or <c>default</c>.</param>
    /// <returns>Whether <paramref name="text"/> is an id.</returns>
    public static bool TryParse(string? text, out ChangeId id)
    {
        // One spelling per id: "N" also reads upper case, and white space around it.
        id = Guid.TryParseExact(text, "N", out var value) && value.ToString("N") == text ? new ChangeId(value) : default;
        return id != default;
    }

    /// <summary>Gives the id's text.</summary>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    public override string ToString() => _value.ToString("N");
}
