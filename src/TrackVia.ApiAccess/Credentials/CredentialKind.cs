namespace TrackVia.ApiAccess;

/// <summary>Specifies one of the two kinds of credential that a request carries (R3).</summary>
public enum CredentialKind
{
    /// <summary>The account's API key, which identifies the account and by itself authorizes nothing (R3).</summary>
    ApiKey = 0,

    /// <summary>An auth token, the secret that authorizes requests.</summary>
    AuthToken = 1,
}
