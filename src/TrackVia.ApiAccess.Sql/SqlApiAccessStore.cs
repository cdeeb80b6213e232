using System.Data.Common;
using System.Globalization;
using System.Numerics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The one SQL store: relational rows, a compare-and-swap on the account's version, history and feed in one table.</summary>
internal sealed partial class SqlApiAccessStore : IApiAccessStore, IAsyncDisposable, IDisposable
{
    // Writes without changing anything: only a primary whose standbys acknowledge can finish it.
    private const string Proof = "UPDATE api_access_feed SET position = position WHERE id = 1";

    private readonly DbDataSource _dataSource;
    private readonly DbDataSource? _owned;
    private readonly SqlDialect _dialect;
    private readonly TransientRetry _retry;
    private readonly SchemaProvisioner _schema;
    private readonly FeedSignal _signal;
    private readonly SemaphoreSlim _writers;
    private bool _isDisposed;

    public SqlApiAccessStore(
        DbDataSource dataSource, DbDataSource? owned, SqlDialect dialect, SchemaProvisioning provisioning, TimeProvider timeProvider)
    {
        _dataSource = dataSource;
        _owned = owned;
        _dialect = dialect;
        _retry = new TransientRetry(dialect, dataSource, timeProvider);
        _schema = new SchemaProvisioner(dataSource, dialect, provisioning, _retry);
        _signal = new FeedSignal(dataSource, dialect, timeProvider, _retry);
        _writers = new SemaphoreSlim(dialect.MaxWriters);
    }

    /// <summary>Provisions the tables, if that has not been done yet.</summary>
    public ValueTask ProvisionAsync(CancellationToken cancellationToken) =>
        new(OutsideTransaction.RunAsync(() => _schema.EnsureAsync(cancellationToken).AsTask()));

    /// <summary>Does the same for a host that starts, which need not reach the database where there is nothing to provision.</summary>
    public ValueTask ProvisionAtStartAsync(CancellationToken cancellationToken) => _schema.EnsureAtStartAsync(cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => accountId == default
        ? throw new ArgumentException("default(AccountId) is not an account. Parse an id.", nameof(accountId))
        : ReadAsync((connection, stop) => AccountRows.ReadAsync(connection, accountId, stop), cancellationToken);

    public async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apiKeyDigests);
        ArgumentOutOfRangeException.ThrowIfZero(apiKeyDigests.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(apiKeyDigests.Count, IApiAccessStore.MaxPageSize);
        return await ReadAsync<IReadOnlyDictionary<CredentialDigest, AccountId>>(
            async (connection, stop) =>
            {
                using var command = FindAccounts(connection, apiKeyDigests);
                using var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
                var accounts = new Dictionary<CredentialDigest, AccountId>();
                while (await reader.ReadAsync(stop).ConfigureAwait(false))
                {
                    var (digest, accountId) = StoredRow.Read(
                        reader,
                        row => (CredentialDigest.FromBytes(row.GetFieldValue<byte[]>(0)), AccountId.Restore(row.GetString(1))),
                        _ => "a row of api_access_api_key");
                    accounts.Add(digest, accountId);
                }

                return accounts;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await AsWriterAsync(stop => CommitOnceAsync(change, stop), cancellationToken).ConfigureAwait(false);
    }

    // Not beyond the counter: what somebody else wrote there is not part of the feed, and would hide every commit until the counter reaches it.
    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) => ReadPageAsync(
        """
        SELECT position, account_id, version, change_id, change FROM api_access_history
        WHERE position > @after AND position <= (SELECT position FROM api_access_feed WHERE id = 1)
        ORDER BY position LIMIT @take
        """,
        command => command,
        after.Value,
        maxCount,
        ReadEntry,
        row => string.Create(CultureInfo.InvariantCulture, $"the row at position {row.GetInt64(0)} of api_access_history"),
        cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, stop) => new FeedPosition(
            await connection.ReadNumberAsync("SELECT position FROM api_access_feed WHERE id = 1", stop).ConfigureAwait(false)),
        cancellationToken);

    public async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Taken before the look at the feed's end: what is committed between the two wakes the wait.
        var next = _signal.Next();
        try
        {
            if (await GetFeedEndAsync(cancellationToken).ConfigureAwait(false) > after)
            {
                return;
            }
        }
        catch (ApiAccessStoreException)
        {
            // The caller reads the feed after the wait either way, and learns it there.
        }

        await _signal.WaitAsync(next, timeout, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) => ReadPageAsync(
        "SELECT version, change FROM api_access_history WHERE account_id = @account_id AND version > @after ORDER BY version LIMIT @take",
        command => command.With("account_id", accountId.Value),
        afterVersion,
        maxCount,
        row => AccountSerializer.DeserializeChange(row.GetString(1)),
        row => string.Create(CultureInfo.InvariantCulture, $"version {row.GetInt64(0)} of account '{accountId}' in api_access_history"),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _signal.DisposeAsync().ConfigureAwait(false);
        if (_owned is not null)
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }

        _schema.Dispose();
        _writers.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A change of a newer version of the library is an entry without it: its account is all that this node needs.</summary>
    private static FeedEntry ReadEntry(DbDataReader row)
    {
        AccessChange? change;
        try
        {
            change = AccountSerializer.DeserializeChange(row.GetString(4));
        }
        catch (NewerFormatException)
        {
            change = null;
        }

        return new FeedEntry(
            new FeedPosition(row.GetInt64(0)), AccountId.Restore(row.GetString(1)), row.GetInt64(2), ChangeId.Parse(row.GetString(3)), change);
    }

    private static DbCommand FindAccounts(DbConnection connection, IReadOnlyCollection<CredentialDigest> apiKeys)
    {
        // Powers of two keep the number of distinct statements small, so that they stay prepared; the last digest fills up.
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)apiKeys.Count);
        var names = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i}")).ToArray();
        var command = connection.Command(
            $"SELECT digest, account_id FROM api_access_api_key WHERE digest IN ({string.Join(", ", names.Select(name => "@" + name))})");
        var digests = apiKeys.Select(digest => digest.ToArray()).ToArray();
        for (var i = 0; i < count; i++)
        {
            command.With(names[i], digests[Math.Min(i, digests.Length - 1)]);
        }

        return command;
    }

    private async Task<CommitResult> CommitOnceAsync(AccessChange change, CancellationToken cancellationToken)
    {
        using var connection = await _dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (var transaction = await _dialect.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            if (await WriteAsync(connection, change, cancellationToken).ConfigureAwait(false) is { } position)
            {
                await CommitAsync(transaction, change).ConfigureAwait(false);
                _signal.WakeUp();
                return CommitResult.Committed(position);
            }

            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }

        var result = await ExplainAsync(connection, change, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == CommitOutcome.Committed && _dialect.CanFailOver)
        {
            // An earlier COMMIT may have been cut off from its standby: what is visible is acknowledged only once a later one is durable.
            using var transaction = await _dialect.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(_dialect.WritePrologue + Proof, cancellationToken).ConfigureAwait(false);
            await CommitAsync(transaction, change).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Writes state, history and position; gives nothing when the version or a unique key did not let it.</summary>
    private async Task<FeedPosition?> WriteAsync(DbConnection connection, AccessChange change, CancellationToken cancellationToken)
    {
        using var command = ChangeStatements.Command(connection, _dialect, change);
        try
        {
            using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var isAtVersion = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            return isAtVersion && await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new FeedPosition(reader.GetInt64(0)) : null;
        }
        catch (DbException exception) when (_dialect.Classify(exception) == SqlFault.KeyViolated)
        {
            return null;
        }
    }

    private async Task CommitAsync(DbTransaction transaction, AccessChange change)
    {
        try
        {
            await _dialect.CommitAsync(transaction).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException || (exception is DbException error && !_dialect.ProvesRollback(error)))
        {
            // Drivers also say by an InvalidOperationException that the connection is gone.
            throw new CommitOutcomeUnknownException(
                $"The database broke off during COMMIT of version {change.Version} of account '{change.AccountId}': it may be stored or not. Commit the same change again to know. It said: {exception.Message}",
                exception);
        }
    }

    /// <summary>Explains why a change could not be written, or that it had been written before (T32).</summary>
    private static async Task<CommitResult> ExplainAsync(DbConnection connection, AccessChange change, CancellationToken cancellationToken)
    {
        using var command = connection
            .Command("""
                SELECT account.version, history.change_id, history.position, feed.position, stray.position
                FROM api_access_feed AS feed
                LEFT JOIN api_access_account AS account ON account.account_id = @account_id
                LEFT JOIN api_access_history AS history ON history.account_id = account.account_id AND history.version = @version
                LEFT JOIN api_access_history AS stray ON stray.position = feed.position + 1
                WHERE feed.id = 1
                """)
            .With("account_id", change.AccountId.Value)
            .With("version", change.Version);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                "The database is damaged: the table api_access_feed has no row, so no change can be committed. Nothing was changed. Restore it from a backup.");
        }

        if (!reader.IsDBNull(1) && reader.GetString(1) == change.Id.ToString())
        {
            return CommitResult.Committed(new FeedPosition(reader.GetInt64(2)));
        }

        // Versions only grow: if the change fits even now, it fitted then, and it was a unique key that refused.
        if ((reader.IsDBNull(0) ? 0 : reader.GetInt64(0)) != change.Version - 1)
        {
            return CommitResult.Conflict;
        }

        return reader.IsDBNull(4)
            ? CommitResult.DuplicateCredential
            : throw new StoreUnavailableException(
                $"The database is damaged: its history holds position {reader.GetInt64(4)} beyond the feed's counter, which is {reader.GetInt64(3)}, so no change can be committed. Nothing was changed. The row was not written by this library: restore the database from a backup, or remove the row.");
    }

    private async Task<IReadOnlyList<T>> ReadPageAsync<T>(
        string query, Func<DbCommand, DbCommand> bind, long after, int take, Func<DbDataReader, T> read, Func<DbDataReader, string> place, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, IApiAccessStore.MaxPageSize);
        return await ReadAsync(
            async (connection, stop) =>
            {
                using var command = bind(connection.Command(query)).With("after", after).With("take", take);
                using var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
                var rows = new List<T>();
                while (await reader.ReadAsync(stop).ConfigureAwait(false))
                {
                    rows.Add(StoredRow.Read(reader, read, place));
                }

                return rows;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Task<T> AsWriterAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => WaitAndWriteAsync(attempt, cancellationToken));

    private async Task<T> WaitAndWriteAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        await _schema.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _retry.RunAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writers.Release();
        }
    }

    private Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => ConnectAndReadAsync(read, cancellationToken));

    private async Task<T> ConnectAndReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _schema.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return await _retry.RunAsync(
            async stop =>
            {
                using var connection = await _dataSource.OpenAsync(stop).ConfigureAwait(false);
                return await read(connection, stop).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }
}
