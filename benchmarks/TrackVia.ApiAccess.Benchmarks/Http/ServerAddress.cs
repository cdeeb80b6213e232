namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>Where a server listens, and throwaway credentials that it accepts.</summary>
internal sealed record ServerAddress(string Url, string UserKey, string Token);
