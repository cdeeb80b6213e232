using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The library's own id of an auth token. It may appear in logs and URLs, and authorizes nothing.</summary>
/// <remarks>
/// Its text is 32 lower-case hexadecimal digits. <c>default</c> is not a token: its text is 32 zeros, <see cref="New"/>
/// never returns it, and <see cref="TryParse"/> and <see cref="FromGuid"/> do not accept it.
/// </remarks>
public readonly record struct AuthTokenId : IParsableValue<AuthTokenId>
{
    private readonly Guid _value;

    private AuthTokenId(Guid value) => _value = value;

    /// <summary>Creates a new random id.</summary>
    /// <returns>The id.</returns>
    public static AuthTokenId New() => new(Guid.NewGuid());

    /// <summary>Parses an id.</summary>
    /// <param name="text">32 lower-case hexadecimal digits.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not an id.</exception>
    public static AuthTokenId Parse(string? text) =>
        TryParse(text, out var id) ? id : throw HexIdentifier.Invalid("an auth token id");

    /// <summary>Tries to parse an id.</summary>
    /// <param name="text">32 lower-case hexadecimal digits.</param>
    /// <param name="id">The id, or <c>default</c>.</param>
    /// <returns><see langword="true"/> if <paramref name="text"/> is an id; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? text, out AuthTokenId id)
    {
        id = HexIdentifier.TryParse(text, out var value) ? new AuthTokenId(value) : default;
        return id != default;
    }

    /// <summary>Creates an id from a stored Guid, such as one from a column of type <c>uuid</c>.</summary>
    /// <param name="value">The Guid that <see cref="ToGuid"/> returned.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty.</exception>
    public static AuthTokenId FromGuid(Guid value) => new(HexIdentifier.Checked(value));

    /// <summary>Returns the id as a Guid, whose format "N" is the id's text.</summary>
    /// <returns>The Guid; <see cref="Guid.Empty"/> for <c>default</c>.</returns>
    public Guid ToGuid() => _value;

    /// <summary>Returns the id's text.</summary>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    public override string ToString() => _value.ToString("N");

    internal static int Compare(AuthTokenId left, AuthTokenId right) => left._value.CompareTo(right._value);
}
