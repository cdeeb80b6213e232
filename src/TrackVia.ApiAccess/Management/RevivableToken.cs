namespace TrackVia.ApiAccess;

/// <summary>An active auth token that a restored backup may have revived. Immutable.</summary>
public sealed class RevivableToken
{
    internal RevivableToken(AuthToken token, bool works, bool isNewerThanBackup)
    {
        Token = token;
        Works = works;
        IsNewerThanBackup = isNewerThanBackup;
    }

    /// <summary>Gets the token.</summary>
    public AuthToken Token { get; }

    /// <summary>Gets a value indicating whether the token works now: its user is an API User and enabled.</summary>
    public bool Works { get; }

    /// <summary>
    /// Gets a value indicating whether the token was created after the given end of the backup, so that the restore cannot have revived
    /// it.
    /// </summary>
    public bool IsNewerThanBackup { get; }
}
