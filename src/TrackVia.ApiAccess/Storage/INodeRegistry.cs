namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// Which nodes may hold a lease, and what each has confirmed: so a fenced revocation returns as soon as no node can accept any more.
/// A store offers it as <see cref="IApiAccessStore.Nodes"/>, or not: then a fence waits its full time.
/// </summary>
/// <remarks>
/// <para>Duties of every implementer, which the conformance kit tests, but for a deposed primary:</para>
/// <list type="bullet">
/// <item>Safe for use by many threads, and by many processes where the storage can be shared.</item>
/// <item>A list that starts after a registration was answered has that node in it, on every handle.</item>
/// <item>A confirmation and a <see cref="RemoveNodeAsync"/> of the same node exclude each other: one comes first, and the other heeds it.</item>
/// <item>Where a deposed primary can still answer reads, <see cref="ConfirmPositionAsync"/> and <see cref="EnsurePrimaryAsync"/> end only once the
/// storage has proved that it was not deposed before they began: by a write that a deposed primary cannot finish.</item>
/// <item>Whoever forgets or lists needs no clock: nothing here expires by itself.</item>
/// </list>
/// </remarks>
public interface INodeRegistry
{
    /// <summary>Registers a node, unless leases last otherwise for the nodes that are registered. It does so before it first reads the feed.</summary>
    /// <remarks>Answered is as durable as a commit. Doing it again changes nothing.</remarks>
    /// <param name="node">The node.</param>
    /// <param name="maxStaleness">How long its leases last: whole milliseconds.</param>
    /// <param name="cancellationToken">Stops before the registration is committed.</param>
    /// <returns>How long leases last in this store: another time than <paramref name="maxStaleness"/> means that the node is not registered.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken);

    /// <summary>Confirms that a node accepts nothing that a change up to a mark has revoked, if the store holds the mark's change.</summary>
    /// <remarks>
    /// <para>
    /// In one atomic step: if the node is registered and the feed holds exactly the change of <see cref="FeedMark.ChangeId"/> at exactly
    /// <see cref="FeedMark.Position"/>, not beyond the feed's end, the position is confirmed. The start of the feed is held by every store.
    /// Otherwise nothing changes: what a node confirms that has read another past, such as one that a restored backup has replaced, must not
    /// end the wait for it.
    /// </para>
    /// <para>What is confirmed never goes back: an earlier position than the one confirmed already changes nothing.</para>
    /// </remarks>
    /// <param name="node">The node.</param>
    /// <param name="mark">The newest change that the node has read.</param>
    /// <param name="cancellationToken">Stops waiting; the confirmation may count or not.</param>
    /// <returns>
    /// <see langword="false"/> when the node is not registered, when the store does not hold the mark's change, or when it cannot vouch that
    /// what the node has read before is still true: then the node discards what it knows and registers again, under another id.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken);

    /// <summary>Lists the registered nodes.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The nodes, in no order.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a node, unless it has confirmed a place by now; one that is not registered is forgotten already.</summary>
    /// <param name="node">The node.</param>
    /// <param name="unlessConfirmed">The place: a node that has confirmed it, or a later one, stays.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken);

    /// <summary>Ends only if reads that ended before this call saw everything that was acknowledged before they began.</summary>
    /// <remarks>The default does nothing: for storage of which no older copy can answer.</remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the proof.</returns>
    /// <exception cref="StoreUnavailableException">The storage may be deposed, or cannot answer now.</exception>
    Task EnsurePrimaryAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
