namespace TrackVia.ApiAccess;

/// <summary>The token and the user that a change concerns. <c>default</c> concerns neither.</summary>
internal readonly record struct ChangeSubject
{
    public AuthTokenId? TokenId { get; init; }

    /// <summary>Gets the name of the token, if the change names it.</summary>
    public AuthTokenName? TokenName { get; init; }

    public UserId? UserId { get; init; }

    /// <summary>Gets the facts of the user, if the change sets them.</summary>
    public UserAccess? User { get; init; }
}
