using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite;

internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    private const string ReservedPrefix = "sqlite_";

    private static readonly TimeSpan ShortestBusyTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestBusyTimeout = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail(
                $"{nameof(SqliteStoreOptions)}.{nameof(options.ConnectionString)} is not set. Pass a connection string to UseSqlite, or "
                + "set it in the configuration that the options are bound to.");
        }

        if (options.BusyTimeout < ShortestBusyTimeout || options.BusyTimeout > LongestBusyTimeout)
        {
            return ValidateOptionsResult.Fail(
                $"{nameof(SqliteStoreOptions)}.{nameof(options.BusyTimeout)} is {options.BusyTimeout}; set {ShortestBusyTimeout} to "
                + $"{LongestBusyTimeout}.");
        }

        if (TableNames.FaultOfPrefix(options.TablePrefix) is { } fault)
        {
            return ValidateOptionsResult.Fail($"{nameof(SqliteStoreOptions)}.{fault}");
        }

        if (options.TablePrefix.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Fail(
                $"{nameof(SqliteStoreOptions)}.{nameof(options.TablePrefix)} is '{options.TablePrefix}', but SQLite reserves names that begin "
                + $"with '{ReservedPrefix}'. Set another prefix.");
        }

        try
        {
            // Opens nothing.
            using var source = new SqliteDataSource(options.ConnectionString, options.BusyTimeout);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{nameof(SqliteStoreOptions)}.{nameof(options.ConnectionString)} is not valid. {exception.Message}");
        }
    }
}
