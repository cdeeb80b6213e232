namespace TrackVia.ApiAccess.Storage;

/// <summary>A node that may hold a lease, as <see cref="INodeRegistry"/> lists it. Immutable.</summary>
/// <param name="Id">The node.</param>
/// <param name="MaxStaleness">How long its leases last: whole milliseconds, and the same for all nodes of one store.</param>
/// <param name="Confirmed">Up to where it heeds the feed; <see cref="FeedPosition.Start"/> before its first confirmation.</param>
public sealed record RegisteredNode(NodeId Id, TimeSpan MaxStaleness, FeedPosition Confirmed);
