namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>The address of a server, and throwaway credentials that it accepts.</summary>
internal sealed record ServerAddress(string Url, string UserKey, string AuthToken, string Jwt)
{
    /// <summary>Returns the path of the endpoint with this protection. All paths have the same length.</summary>
    public static string PathOf(Protection protection) => $"/{(int)protection}";

    /// <summary>The bearer token to send: the same for every protection except JwtBearer.</summary>
    public string BearerFor(Protection protection) => protection is Protection.JwtHs256 ? Jwt : AuthToken;
}
