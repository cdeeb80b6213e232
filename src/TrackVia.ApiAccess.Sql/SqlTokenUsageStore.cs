using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The last usage of tokens: rows that are deleted with their token.</summary>
internal sealed class SqlTokenUsageStore(SqlSession session) : ITokenUsageStore
{
    private const int UsagesPerCommand = 100;

    // Selected from the token's own row, which cannot be deleted until this is committed: a deleted token has no usage. The number of the
    // usage is {0}. The address is assigned first, because some databases assign one after the other.
    private readonly CompositeFormat _record = CompositeFormat.Parse(session.Dialect.Names.Apply($$"""
        INSERT INTO api_access_token_use (account_id, token_id, used_at, client_address)
        SELECT account_id, token_id, @at{0}, @from{0} FROM api_access_token
        WHERE account_id = @account{0} AND token_id = @token{0} {{session.Dialect.RowLockClause}}
        {{session.Dialect.UpdateDuplicate("account_id, token_id")}}
            client_address = CASE WHEN api_access_token_use.used_at < @at{0} THEN @from{0} ELSE api_access_token_use.client_address END,
            used_at = CASE WHEN api_access_token_use.used_at < @at{0} THEN @at{0} ELSE api_access_token_use.used_at END;

        """));

    private readonly string _read = session.Dialect.Names.Apply(
        "SELECT token_id, used_at, client_address FROM api_access_token_use WHERE account_id = @account_id");

    public async Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(usages);
        ArgumentOutOfRangeException.ThrowIfZero(usages.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(usages.Count, IApiAccessStore.MaxPageSize);

        // In the same order on every node, so that two nodes cannot deadlock.
        var ordered = usages.OrderBy(usage => usage.TokenId.ToString(), StringComparer.Ordinal).ToArray();
        await session.WriteAsync(
            async (connection, attemptToken) =>
            {
                foreach (var some in ordered.Chunk(UsagesPerCommand))
                {
                    using var command = RecordUsages(connection, some);
                    await command.ExecuteNonQueryAsync(attemptToken).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) => session.ReadAsync(
        async (connection, attemptToken) =>
        {
            using var command = connection
                .Command(_read)
                .With("account_id", accountId.Value);
            using var reader = await command.ExecuteReaderAsync(attemptToken).ConfigureAwait(false);
            var lastUsages = new Dictionary<AuthTokenId, TokenUsage>();
            while (await reader.ReadAsync(attemptToken).ConfigureAwait(false))
            {
                // A usage that cannot be read is left out; the others are still listed (T42).
                if (AuthTokenId.TryParse(reader.GetString(0), out var id))
                {
                    var address = IPAddress.TryParse(reader.IsDBNull(2) ? null : reader.GetString(2), out var parsed) ? parsed : null;
                    lastUsages.Add(id, new TokenUsage
                    {
                        AccountId = accountId,
                        TokenId = id,
                        At = StoredTime.ReadInstant(reader.GetInt64(1)),
                        ClientAddress = address,
                    });
                }
            }

            return (IReadOnlyDictionary<AuthTokenId, TokenUsage>)lastUsages;
        },
        cancellationToken);

    private DbCommand RecordUsages(DbConnection connection, TokenUsage[] usages)
    {
        var statements = new StringBuilder();
        for (var i = 0; i < usages.Length; i++)
        {
            statements.AppendFormat(CultureInfo.InvariantCulture, _record, i);
        }

        var command = connection.Command(statements.ToString());
        for (var i = 0; i < usages.Length; i++)
        {
            command
                .With(string.Create(CultureInfo.InvariantCulture, $"account{i}"), usages[i].AccountId.Value)
                .With(string.Create(CultureInfo.InvariantCulture, $"token{i}"), usages[i].TokenId.ToString())
                .With(string.Create(CultureInfo.InvariantCulture, $"at{i}"), StoredTime.Write(usages[i].At))
                .With(string.Create(CultureInfo.InvariantCulture, $"from{i}"), usages[i].ClientAddress?.ToString());
        }

        return command;
    }
}
