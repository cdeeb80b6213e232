namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

internal sealed record UserAccessDocument(string Id, bool IsApiUser, bool IsEnabled, FenceDocument? Fence = null);
