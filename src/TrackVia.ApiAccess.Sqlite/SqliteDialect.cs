using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>SQLite: one writer at a time, and a write-ahead log that is synchronized at every commit.</summary>
internal sealed class SqliteDialect(SqliteDataSource file, TableNames names) : SqlDialect(names)
{
    public override IReadOnlyList<SchemaScript> Scripts { get; } = SchemaScript.ReadAll(typeof(SqliteDialect).Assembly, names);

    public override string SchemaTableExists => $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{Names.Table("schema")}'";

    // Writers that queue here do not contend for the file. Measured: twelve times the throughput.
    public override int MaxWriters => 1;

    public override JoinRules JoinRules { get; } = new SqliteJoinRules(file);

    public override void Prepare(SchemaProvisioning provisioning)
    {
        file.RefuseOverwritten();
        if (provisioning == SchemaProvisioning.CreateIfMissing)
        {
            file.CreateIfMissing();
        }
    }

    // Not deferred: BEGIN IMMEDIATE acquires the write lock at once, so that no transaction fails half-way.
    public override ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var sqlite = (SqliteConnection)connection;
        file.EnableFullSync(sqlite);
        return new(sqlite.BeginTransaction(deferred: false));
    }

    public override Task CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        file.EnableFullSync((SqliteConnection)connection);
        file.Watch();
        return Task.CompletedTask;
    }

    /// <summary>Commits, and does not acknowledge a change in a file that was moved or overwritten: it would be lost.</summary>
    public override async Task CommitTransactionAsync(DbTransaction transaction)
    {
        var connection = (SqliteConnection)transaction.Connection!;
        file.RefuseMovedOrOverwritten(connection);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            file.RefuseMovedOrOverwritten(connection);
        }
        catch (Exception exception) when (exception is SqliteException or StoreUnavailableException)
        {
            throw new CommitOutcomeUnknownException(
                "The file was moved or overwritten during COMMIT, so it may not contain the change. When the store can answer again, "
                + $"commit the same change again to find out. {exception.Message}",
                exception);
        }
    }

    // A full disk tears the frame that would have committed. After any other failure it is unknown what a recovery finds.
    public override bool ProvesRollback(DbException exception) => Code(exception) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_READONLY;

    public override SqlFault Classify(DbException exception) => ((SqliteException)exception).SqliteExtendedErrorCode switch
    {
        SQLITE_CONSTRAINT_FOREIGNKEY or SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_UNIQUE => SqlFault.KeyViolated,
        SQLITE_READONLY_DBMOVED => SqlFault.Transient,
        var code when (code & 0xFF) is SQLITE_BUSY or SQLITE_LOCKED => SqlFault.Transient,
        _ => SqlFault.Unavailable,
    };

    public override string Remedy(DbException exception) => SqliteRemedy.Of(exception, file.File);

    public override async Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken)
    {
        using var connection = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        for (var known = 0L; ; await Task.Delay(FeedPolling.Interval, timeProvider, cancellationToken).ConfigureAwait(false))
        {
            file.RefuseMovedOrOverwritten((SqliteConnection)connection);

            // The value changes when another connection commits, and reading it needs no transaction.
            var version = await connection.ReadNumberAsync("PRAGMA data_version", cancellationToken).ConfigureAwait(false);
            if (version != known)
            {
                known = version;
                wakeUp();
            }
        }
    }

    private static int Code(DbException exception) => ((SqliteException)exception).SqliteErrorCode;
}
