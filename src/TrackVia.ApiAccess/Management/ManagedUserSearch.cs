namespace TrackVia.ApiAccess;

/// <summary>A search for a page of users, by a Super Admin. Immutable.</summary>
public sealed class ManagedUserSearch
{
    /// <summary>The maximum length of <see cref="Text"/>: 128 characters.</summary>
    public const int MaxTextLength = 128;

    /// <summary>Gets the text that the display name or the id must contain, ignoring case.</summary>
    /// <value>Default: empty, which every user matches. At most <see cref="MaxTextLength"/> characters.</value>
    public string Text { get; init; } = "";

    /// <summary>Gets the maximum number of users on the page.</summary>
    /// <value>1 to <see cref="DirectorySearch.MaxPageSize"/>. Default: 50.</value>
    public int MaxCount { get; init; } = 50;

    /// <summary>Gets the <see cref="ManagedUserPage.ContinuationToken"/> of the previous page of the same search.</summary>
    /// <value>Default: <see langword="null"/>, which requests the first page.</value>
    public string? ContinuationToken { get; init; }

    /// <summary>
    /// Gets a value indicating whether to return only users to whom an auth token can be assigned: enabled API Users (R11).
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsAssignable { get; init; }
}
