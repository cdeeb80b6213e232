using System.Data.Common;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Notices commits of other processes where the database cannot notify.</summary>
internal static class FeedPolling
{
    /// <summary>The longest time until a commit of another process is noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls <paramref name="wakeUp"/> when the feed has grown, until cancellation or a failure.</summary>
    public static async Task RunAsync(
        DbDataSource dataSource, TableNames names, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken)
    {
        var query = names.Apply("SELECT position FROM api_access_feed WHERE id = 1");
        for (var known = -1L; ; await Task.Delay(Interval, timeProvider, cancellationToken).ConfigureAwait(false))
        {
            using var connection = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
            var end = await connection.ReadNumberAsync(query, cancellationToken).ConfigureAwait(false);
            if (end != known)
            {
                known = end;
                wakeUp();
            }
        }
    }
}
