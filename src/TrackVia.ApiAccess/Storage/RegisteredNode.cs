using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess.Storage;

/// <summary>A node that may hold a lease, as <see cref="INodeRegistry"/> lists it. Immutable.</summary>
public sealed record RegisteredNode
{
    /// <summary>Gets the node.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required NodeId Id { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets how long its leases last: whole milliseconds, more than zero, and the same for all nodes of one store.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than zero.</exception>
    public required TimeSpan MaxStaleness
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>
    /// Gets the position up to which the node has followed the feed; <see cref="FeedPosition.Start"/> before its first confirmation.
    /// </summary>
    public required FeedPosition Confirmed { get; init; }
}
