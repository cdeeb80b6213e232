namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The claim types of a validated request (R8).</summary>
public static class ApiAccessClaims
{
    /// <summary>The id of the API User that the request acts as; also the identity's name.</summary>
    public const string UserId = "sub";

    /// <summary>The id of the account.</summary>
    public const string AccountId = "account_id";

    /// <summary>The id of the auth token.</summary>
    public const string TokenId = "token_id";

    /// <summary>The name of the auth token, for people. It grants no permission (R22).</summary>
    public const string TokenName = "token_name";
}
