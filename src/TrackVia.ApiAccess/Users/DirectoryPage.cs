namespace TrackVia.ApiAccess;

/// <summary>A page of the users that <see cref="IUserDirectory.SearchAsync"/> found. Immutable.</summary>
public sealed class DirectoryPage
{
    /// <summary>Gets the users in the directory's order, at most <see cref="DirectorySearch.MaxCount"/>.</summary>
    public required IReadOnlyList<DirectoryUser> Users { get; init; }

    /// <summary>Gets the text that a later search passes as <see cref="DirectorySearch.ContinuationToken"/> to get the next page.</summary>
    /// <value>Default: <see langword="null"/>, which means that there are no more matches. At most 1,024 characters.</value>
    public string? ContinuationToken { get; init; }
}
