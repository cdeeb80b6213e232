namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The response to a fenced deletion, which contains only the fence.</summary>
internal sealed record FencedDocument(FenceDocument Fence);
