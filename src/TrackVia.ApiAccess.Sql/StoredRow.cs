using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Reads what rows hold. Only here can data turn out to be damaged, or newer than the library (T57).</summary>
internal static class StoredRow
{
    /// <summary>Reads the row that a reader is at.</summary>
    /// <param name="row">The row.</param>
    /// <param name="read">Makes a value of it.</param>
    /// <param name="place">Names the row for a person: its table, its key, and nothing secret.</param>
    /// <exception cref="StoreUnavailableException">The row is damaged, or a newer version of the library wrote it.</exception>
    public static T Read<T>(DbDataReader row, Func<DbDataReader, T> read, Func<DbDataReader, string> place)
    {
        try
        {
            return read(row);
        }
        catch (NewerFormatException exception)
        {
            throw new StoreUnavailableException($"The database holds what a newer version of the library wrote: {place(row)}. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw Damaged(place(row), exception);
        }
    }

    public static StoreUnavailableException Damaged(string place, Exception exception) =>
        new($"The database is damaged: {place} cannot be read. Restore the database from a backup. The reason: {exception.Message}", exception);
}
