namespace TrackVia.ApiAccess;

/// <summary>A search of the host's directory for a page of an account's users. Immutable.</summary>
public sealed class DirectorySearch
{
    /// <summary>
    /// The maximum size of a page, and the maximum number of ids that <see cref="IUserDirectory.FindManyAsync"/> receives: 100.
    /// </summary>
    public const int MaxPageSize = 100;

    private const char Separator = '\n';

    /// <summary>Gets the text that the display name or the id must contain, ignoring case.</summary>
    /// <value>Default: empty, which every user matches. At most 128 characters.</value>
    public string Text { get; init; } = "";

    /// <summary>Gets the maximum number of users on the page.</summary>
    /// <value>1 to <see cref="MaxPageSize"/>. Default: 50.</value>
    public int MaxCount { get; init; } = 50;

    /// <summary>Gets the continuation token of the previous page, as the directory returned it for the same search.</summary>
    /// <value>Default: <see langword="null"/>, which requests the first page.</value>
    public string? ContinuationToken { get; init; }

    /// <summary>Gets the users to search among.</summary>
    /// <value>
    /// Default: <see langword="null"/>, which means all users of the account. Otherwise the search covers only these users, such as the
    /// account's API Users. A directory that ignores this value is still correct, because the library filters its pages, but many of them
    /// may be empty.
    /// </value>
    public IReadOnlyCollection<UserId>? Among { get; init; }

    /// <summary>Returns the page of this search from users that are all in memory, sorted by display name, then by id.</summary>
    /// <param name="users">All users of the account, in any order.</param>
    /// <returns>The page.</returns>
    public DirectoryPage Apply(IEnumerable<DirectoryUser> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        var among = Among?.ToHashSet();
        var matches = users.Where(user => (among is null || among.Contains(user.Id)) && Matches(user)).Select(user => (Key: KeyOf(user), User: user));
        if (ContinuationToken is { } token)
        {
            var last = token.Split(Separator) is [var name, var id] ? (name, id) : throw new FormatException("The continuation token belongs to another directory.");
            matches = matches.Where(match => Compare(match.Key, last) > 0);
        }

        var page = matches.OrderBy(match => match.Key, Comparer<(string, string)>.Create(Compare)).Take(MaxCount + 1).ToList();
        return new()
        {
            Users = [.. page.Take(MaxCount).Select(match => match.User)],
            ContinuationToken = page.Count > MaxCount ? $"{page[MaxCount - 1].Key.Name}{Separator}{page[MaxCount - 1].Key.Id}" : null,
        };
    }

    private static (string Name, string Id) KeyOf(DirectoryUser user)
    {
        const int MaxNameLength = 256;
        var name = user.DisplayName.Replace(Separator, ' ');
        return (name.Length > MaxNameLength ? name[..MaxNameLength] : name, user.Id.Value);
    }

    private static int Compare((string Name, string Id) left, (string Name, string Id) right)
    {
        var byName = StringComparer.OrdinalIgnoreCase.Compare(left.Name, right.Name);
        return byName != 0 ? byName : StringComparer.Ordinal.Compare(left.Id, right.Id);
    }

    private bool Matches(DirectoryUser user) => user.DisplayName.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || user.Id.Value.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
