namespace TrackVia.ApiAccess;

/// <summary>The two kinds of credential that a request carries (R3).</summary>
public enum CredentialKind
{
    /// <summary>The account's API key: it names the account and authorises nothing alone (R3).</summary>
    ApiKey = 0,

    /// <summary>An auth token: the secret that authorises.</summary>
    AuthToken = 1,
}
