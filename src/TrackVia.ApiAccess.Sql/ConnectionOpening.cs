using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Opens connections. A setting that the driver rejects is reported with the driver's message, never as damage (T57).</summary>
internal static class ConnectionOpening
{
    public static async Task<DbConnection> OpenAsync(this DbDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            return await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (DbException or OperationCanceledException or ApiAccessStoreException))
        {
            throw new StoreUnavailableException(
                "No connection to the database could be opened. Check the settings of the connection string, and that this process may use "
                + $"the files and folders that it names. The driver reported: {exception.Message}",
                exception);
        }
    }
}
