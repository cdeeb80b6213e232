namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>Where a server listens, and throwaway credentials that it accepts.</summary>
internal sealed record ServerAddress(string Url, string UserKey, string AuthToken, string Jwt)
{
    /// <summary>Where the endpoint is that stands behind this. All paths have one length.</summary>
    public static string PathOf(Protection protection) => $"/{(int)protection}";

    /// <summary>What is sent as Bearer: the same to all but JwtBearer.</summary>
    public string BearerFor(Protection protection) => protection is Protection.JwtHs256 ? Jwt : AuthToken;
}
