namespace TrackVia.ApiAccess;

/// <summary>A user of the host's directory. Immutable.</summary>
public sealed record DirectoryUser
{
    /// <summary>Gets the user's id.</summary>
    /// <value>A user with the id <c>default</c> is omitted from every list, so that one invalid entry does not hide the others.</value>
    public required UserId Id { get; init; }

    /// <summary>Gets the display name of the user; shown as text.</summary>
    /// <value>If it is empty, the id is shown.</value>
    public required string DisplayName { get; init => field = value ?? ""; }

    /// <summary>
    /// Gets a value indicating whether the user is verified and enabled in the host: only such a user can be designated (R4).
    /// </summary>
    public required bool IsActive { get; init; }
}
