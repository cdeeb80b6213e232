using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation.Feed;

/// <summary>Reads the change feed to its end, and evicts the changed accounts.</summary>
internal sealed class FeedReader(NodeServices services, AccountCache accounts, OpenConnections connections)
{
    /// <summary>Reads from a mark to the end of the feed; without a mark, finds the end.</summary>
    /// <returns>
    /// The mark that the read reached, and the lease that the read allows; no lease if the store no longer holds the change of the known
    /// mark.
    /// </returns>
    public async Task<(FeedMark Mark, Lease? Lease)> ReadToEndAsync(FeedMark? known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = new Lease(
                services.TimeProvider.GetTimestamp(), services.Clock.GetCurrentInstant(), services.TimeProvider, services.Options.MaxStaleness);
            if (known is not { } mark)
            {
                // Nothing is cached yet, so nothing needs to be evicted: start at the end. Connections may be older than the missed
                // changes.
                var end = await services.Store.ReadEndAsync(cancellationToken).ConfigureAwait(false);
                await connections.AbortRevokedAsync(cancellationToken).ConfigureAwait(false);
                return (end, lease);
            }

            switch (await services.Store.ReadFromAsync(mark, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    return (mark, null);
                case []:
                    return (mark, lease);
                case var entries:
                    foreach (var entry in entries)
                    {
                        accounts.Evict(entry.AccountId);
                    }

                    await connections.AbortRevokedAsync(entries.Select(entry => entry.AccountId), cancellationToken).ConfigureAwait(false);
                    known = FeedMark.Of(entries[^1]);
                    break;
            }
        }
    }

    /// <summary>Evicts everything, because a node whose past is gone knows nothing.</summary>
    public void Forget() => accounts.Clear();
}
