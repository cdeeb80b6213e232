namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>What stands before the endpoint.</summary>
internal enum Protection
{
    Nothing,
    AcceptAll,
    JwtHs256,
    ApiAccess,
}
