using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Reads the values of rows. Only this class reports data as damaged, or as newer than the library (T57).</summary>
internal static class StoredRow
{
    /// <summary>Reads the current row of a reader.</summary>
    /// <param name="row">The row.</param>
    /// <param name="read">Creates a value from the row.</param>
    /// <param name="place">Describes the row for a person: its table and its key, without any secret.</param>
    /// <exception cref="StoreUnavailableException">The row is damaged, or a newer version of the library wrote it.</exception>
    public static T Read<T>(DbDataReader row, Func<DbDataReader, T> read, Func<DbDataReader, string> place)
    {
        try
        {
            return read(row);
        }
        catch (NewerFormatException exception)
        {
            throw new StoreUnavailableException($"A newer version of the library wrote {place(row)}. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw Damaged(place(row), exception);
        }
    }

    public static StoreUnavailableException Damaged(string place, Exception exception) =>
        new($"The database is damaged: {place} cannot be read. Restore the database from a backup. Cause: {exception.Message}", exception);
}
