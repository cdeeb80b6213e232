namespace TrackVia.ApiAccess.Storage;

/// <summary>The one rule that all nodes of a store keep: leases last equally long on all of them.</summary>
internal static class NodeTerms
{
    /// <exception cref="InvalidOperationException">This node has another value than the registered nodes of the store.</exception>
    public static void Check(TimeSpan maxStaleness, TimeSpan agreed)
    {
        if (maxStaleness != agreed)
        {
            throw new InvalidOperationException(
                $"ApiAccessOptions.MaxStaleness is {maxStaleness} on this node, but {agreed} on the nodes that are registered in its store, and all must agree on how long a lease lasts. "
                + "Give every node the same value. To change it, stop all nodes first, and then start the first one with the new value: a host's start removes the registrations of nodes that crashed.");
        }
    }
}
