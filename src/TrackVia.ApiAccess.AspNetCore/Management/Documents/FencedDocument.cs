namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The answer to a fenced deletion: there is nothing else to tell.</summary>
internal sealed record FencedDocument(FenceDocument Fence);
