namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>The protection of an endpoint.</summary>
internal enum Protection
{
    Nothing,
    AcceptAll,
    JwtHs256,
    ApiAccess,
}
