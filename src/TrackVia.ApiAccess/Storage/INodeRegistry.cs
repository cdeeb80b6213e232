namespace TrackVia.ApiAccess.Storage;

/// <summary>The nodes that may hold a lease, and the position of the feed that each has confirmed.</summary>
/// <remarks>
/// <para>
/// With a registry, a fenced revocation returns as soon as no node can accept what it revoked. A store offers its registry as
/// <see cref="IApiAccessStore.Nodes"/>; it is optional.
/// </para>
/// <para>Every implementation has these duties. The conformance kit tests them, except those about a deposed primary:</para>
/// <list type="bullet">
/// <item>It is safe for use by many threads, and by many processes if the storage can be shared.</item>
/// <item>A list that starts after a registration was acknowledged contains that node, on every handle.</item>
/// <item>A confirmation and a removal of the same node exclude each other: the later one sees the effect of the earlier one.</item>
/// <item>If a deposed primary can still answer reads, <see cref="ConfirmPositionAsync"/> and <see cref="EnsurePrimaryAsync"/> complete only
/// after the storage has proved that it had not been deposed before they began, by a write that a deposed primary cannot complete.</item>
/// <item>No member needs a clock. A registration never expires by itself.</item>
/// </list>
/// <para>
/// A later version of the library adds a member only with a default implementation that keeps existing registries correct, and with a
/// conformance case.
/// </para>
/// </remarks>
public interface INodeRegistry
{
    /// <summary>
    /// Registers a node, unless the registered nodes have leases of another duration. A node registers before it first reads the feed.
    /// </summary>
    /// <remarks>An acknowledged registration is as durable as a commit. Repeated calls change nothing.</remarks>
    /// <param name="node">The node.</param>
    /// <param name="maxStaleness">The duration of the node's leases, in whole milliseconds.</param>
    /// <param name="cancellationToken">A token to cancel the operation before the registration is committed.</param>
    /// <returns>
    /// The duration of leases in this store. If it differs from <paramref name="maxStaleness"/>, the node is not registered.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken);

    /// <summary>
    /// Confirms that a node accepts nothing that a change up to a mark has revoked, if the store holds the change of the mark.
    /// </summary>
    /// <remarks>
    /// <para>
    /// In one atomic step: the position is confirmed if the node is registered, and if the feed holds exactly the change
    /// <see cref="FeedMark.ChangeId"/> at exactly <see cref="FeedMark.Position"/>, not beyond the end of the feed. Every store holds the
    /// start of the feed. Otherwise nothing changes: a node that has read another past, such as one that a restored backup has replaced,
    /// must not end the wait for itself.
    /// </para>
    /// <para>A confirmed position never decreases: confirming an earlier one changes nothing.</para>
    /// </remarks>
    /// <param name="node">The node.</param>
    /// <param name="mark">The newest change that the node has read.</param>
    /// <param name="cancellationToken">A token to cancel the operation. After cancellation the position may be confirmed or not.</param>
    /// <returns>
    /// <see langword="true"/> if the position is confirmed. <see langword="false"/> if the node is not registered, if the store does not
    /// hold the change of the mark, or if it cannot vouch that what the node has read before is still true. The node then discards what it
    /// knows and registers again under another id.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken);

    /// <summary>Returns the registered nodes.</summary>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The nodes, in any order.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>Removes the registration of a node, unless the node has confirmed a position in the meantime.</summary>
    /// <remarks>Removing a node that is not registered changes nothing.</remarks>
    /// <param name="node">The node.</param>
    /// <param name="unlessConfirmed">The position. A node that has confirmed it, or a later one, remains registered.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the node is removed, or remains.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken);

    /// <summary>Completes only if reads that ended before this call saw every change that was acknowledged before they began.</summary>
    /// <remarks>The default implementation does nothing. It suits storage of which no older copy can answer.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes with the proof.</returns>
    /// <exception cref="StoreUnavailableException">The storage may have been deposed, or cannot answer at present.</exception>
    Task EnsurePrimaryAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
