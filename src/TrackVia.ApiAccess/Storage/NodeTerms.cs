namespace TrackVia.ApiAccess.Storage;

/// <summary>The rule for all nodes of a store: their leases have the same duration.</summary>
internal static class NodeTerms
{
    /// <exception cref="InvalidOperationException">This node has another value than the registered nodes of the store.</exception>
    public static void Check(TimeSpan maxStaleness, TimeSpan agreed)
    {
        if (maxStaleness != agreed)
        {
            throw new InvalidOperationException(
                $"ApiAccessOptions.MaxStaleness is {maxStaleness} on this node, but {agreed} on the nodes that are registered in its "
                + "store. All nodes of a store need the same duration of leases. Set the same value on every node. To change it, stop all "
                + "nodes, and then start the first one with the new value: the start of a host removes the registrations of crashed "
                + "nodes.");
        }
    }
}
