using System.Data.Common;
using System.Globalization;
using System.Numerics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The SQL store: relational rows, a compare-and-swap on the account's version, history and feed in one table.</summary>
internal sealed class SqlApiAccessStore : IApiAccessStore, IAsyncDisposable, IDisposable
{
    private readonly SqlSession _session;
    private readonly ChangeWriter _writer;
    private readonly FeedSignal _signal;
    private readonly AccountRows _accounts;
    private readonly string _findAccounts;
    private readonly string _readFeed;
    private readonly string _readFeedEnd;
    private readonly string _readHistory;
    private bool _isDisposed;

    /// <param name="session">The database; disposed with the store.</param>
    /// <param name="timeProvider">Measures waits for the feed.</param>
    public SqlApiAccessStore(SqlSession session, TimeProvider timeProvider)
    {
        _session = session;
        _writer = new ChangeWriter(session.Dialect);
        _signal = new FeedSignal(session, timeProvider);
        _accounts = new AccountRows(Names);
        _findAccounts = Names.Apply("SELECT digest, account_id FROM api_access_api_key WHERE digest IN (");

        // Not beyond the counter: a row that something else wrote there is not part of the feed, and would hide every commit until the
        // counter reaches it.
        _readFeed = Names.Apply("""
            SELECT position, account_id, version, change_id, "change" FROM api_access_history
            WHERE position > @after AND position <= (SELECT position FROM api_access_feed WHERE id = 1)
            ORDER BY position LIMIT @max_count
            """);
        _readFeedEnd = _writer.SelectFeedEnd;
        _readHistory = Names.Apply("""
            SELECT version, "change" FROM api_access_history WHERE account_id = @account_id AND version > @after
            ORDER BY version LIMIT @max_count
            """);
        Nodes = new SqlNodeRegistry(session);
        Usage = new SqlTokenUsageStore(session);
        Joins = session.Dialect.JoinRules is { } rules ? new SqlTransactionJoin(session, _accounts, _writer, _signal, rules) : null;
    }

    public INodeRegistry Nodes { get; }

    public ITokenUsageStore Usage { get; }

    public ITransactionJoin? Joins { get; }

    private TableNames Names => _session.Dialect.Names;

    /// <summary>Provisions the tables, unless that has been done.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _session.ProvisionAsync(cancellationToken);

    /// <summary>Does the same while a host starts, which need not reach the database if there is nothing to provision.</summary>
    public Task ProvisionAtStartAsync(CancellationToken cancellationToken) => _session.ProvisionAtStartAsync(cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => accountId == default
        ? throw new ArgumentException("default(AccountId) is not an account. Parse an id.", nameof(accountId))
        : _session.ReadAsync((connection, attemptToken) => _accounts.ReadAsync(connection, accountId, attemptToken), cancellationToken);

    public async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apiKeyDigests);
        ArgumentOutOfRangeException.ThrowIfZero(apiKeyDigests.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(apiKeyDigests.Count, IApiAccessStore.MaxPageSize);
        return await _session.ReadAsync<IReadOnlyDictionary<CredentialDigest, AccountId>>(
            async (connection, attemptToken) =>
            {
                using var command = FindAccounts(connection, apiKeyDigests);
                using var reader = await command.ExecuteReaderAsync(attemptToken).ConfigureAwait(false);
                var accounts = new Dictionary<CredentialDigest, AccountId>();
                while (await reader.ReadAsync(attemptToken).ConfigureAwait(false))
                {
                    var (digest, accountId) = StoredRow.Read(
                        reader,
                        row => (CredentialDigest.FromBytes(row.GetFieldValue<byte[]>(0)), AccountId.Restore(row.GetString(1))),
                        _ => $"a row of {Names.Table("api_key")}");
                    accounts.Add(digest, accountId);
                }

                return accounts;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var result = await _session.RunAsWriterAsync(
            (connection, attemptToken) => _writer.StoreAsync(connection, change, attemptToken), cancellationToken).ConfigureAwait(false);
        if (result.Outcome == CommitOutcome.Committed)
        {
            _signal.WakeUp();
        }

        return result;
    }

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) => ReadPageAsync(
        _readFeed,
        command => command,
        after.Value,
        maxCount,
        ReadEntry,
        row => string.Create(CultureInfo.InvariantCulture, $"the row at position {row.GetInt64(0)} of {Names.Table("history")}"),
        cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _session.ReadAsync(
        async (connection, attemptToken) => new FeedPosition(
            await connection.ReadNumberAsync(_readFeedEnd, attemptToken).ConfigureAwait(false)),
        cancellationToken);

    public async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Taken before the end of the feed is read: a commit between the two ends the wait.
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
            // The caller reads the feed after the wait in any case, and receives the exception there.
        }

        await _signal.WaitAsync(next, timeout, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) => ReadPageAsync(
        _readHistory,
        command => command.With("account_id", accountId.Value),
        afterVersion,
        maxCount,
        row => AccountSerializer.DeserializeChange(row.GetString(1)),
        row => string.Create(CultureInfo.InvariantCulture, $"version {row.GetInt64(0)} of account '{accountId}' in {Names.Table("history")}"),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _signal.DisposeAsync().ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
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

    private DbCommand FindAccounts(DbConnection connection, IReadOnlyCollection<CredentialDigest> apiKeys)
    {
        // Powers of two keep the number of distinct statements small, so that they stay prepared; the last digest is repeated.
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)apiKeys.Count);
        var names = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i}")).ToArray();
        var command = connection.Command(
            $"{_findAccounts}{string.Join(", ", names.Select(name => "@" + name))})");
        var digests = apiKeys.Select(digest => digest.ToArray()).ToArray();
        for (var i = 0; i < count; i++)
        {
            command.With(names[i], digests[Math.Min(i, digests.Length - 1)]);
        }

        return command;
    }

    private async Task<IReadOnlyList<T>> ReadPageAsync<T>(
        string query,
        Func<DbCommand, DbCommand> bind,
        long after,
        int maxCount,
        Func<DbDataReader, T> read,
        Func<DbDataReader, string> place,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, IApiAccessStore.MaxPageSize);
        return await _session.ReadAsync(
            async (connection, attemptToken) =>
            {
                using var command = bind(connection.Command(query)).With("after", after).With("max_count", maxCount);
                using var reader = await command.ExecuteReaderAsync(attemptToken).ConfigureAwait(false);
                var rows = new List<T>();
                while (await reader.ReadAsync(attemptToken).ConfigureAwait(false))
                {
                    rows.Add(StoredRow.Read(reader, read, place));
                }

                return rows;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
