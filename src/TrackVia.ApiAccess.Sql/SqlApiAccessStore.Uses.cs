using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>When and from where tokens were last used: rows beside the account, which go with their token.</summary>
internal sealed partial class SqlApiAccessStore : ITokenUsageStore
{
    private const int UsesPerCommand = 100;

    public async Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(usages);
        ArgumentOutOfRangeException.ThrowIfZero(usages.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(usages.Count, IApiAccessStore.MaxPageSize);

        // In one order on every node, so that no two wait for each other.
        var ordered = usages.OrderBy(use => use.TokenId.ToString(), StringComparer.Ordinal).ToArray();
        await WriteAsync(
            async (connection, stop) =>
            {
                foreach (var some in ordered.Chunk(UsesPerCommand))
                {
                    using var command = RecordUses(connection, some);
                    await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) => ReadAsync(
        async (connection, stop) =>
        {
            using var command = connection
                .Command("SELECT token_id, used_at, client_address FROM api_access_token_use WHERE account_id = @account_id")
                .With("account_id", accountId.Value);
            using var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
            var uses = new Dictionary<AuthTokenId, TokenUsage>();
            while (await reader.ReadAsync(stop).ConfigureAwait(false))
            {
                // Of a use that cannot be read nothing is known; the others are listed all the same (T42).
                if (AuthTokenId.TryParse(reader.GetString(0), out var id))
                {
                    var address = IPAddress.TryParse(reader.IsDBNull(2) ? null : reader.GetString(2), out var parsed) ? parsed : null;
                    uses.Add(id, new TokenUsage
                    {
                        AccountId = accountId,
                        TokenId = id,
                        At = StoredTime.ReadInstant(reader.GetInt64(1)),
                        ClientAddress = address,
                    });
                }
            }

            return (IReadOnlyDictionary<AuthTokenId, TokenUsage>)uses;
        },
        cancellationToken);

    private DbCommand RecordUses(DbConnection connection, TokenUsage[] uses)
    {
        var statements = new StringBuilder();
        for (var i = 0; i < uses.Length; i++)
        {
            // From the token's own row, which stays until this is committed: a token that is gone has no use.
            statements.Append(CultureInfo.InvariantCulture, $"""
                INSERT INTO api_access_token_use (account_id, token_id, used_at, client_address)
                SELECT account_id, token_id, @at{i}, @from{i} FROM api_access_token WHERE account_id = @account{i} AND token_id = @token{i} {_dialect.RowLockClause}
                ON CONFLICT (account_id, token_id) DO UPDATE SET used_at = excluded.used_at, client_address = excluded.client_address
                WHERE excluded.used_at > api_access_token_use.used_at;

                """);
        }

        var command = connection.Command(statements.ToString());
        for (var i = 0; i < uses.Length; i++)
        {
            command
                .With(string.Create(CultureInfo.InvariantCulture, $"account{i}"), uses[i].AccountId.Value)
                .With(string.Create(CultureInfo.InvariantCulture, $"token{i}"), uses[i].TokenId.ToString())
                .With(string.Create(CultureInfo.InvariantCulture, $"at{i}"), StoredTime.Write(uses[i].At))
                .With(string.Create(CultureInfo.InvariantCulture, $"from{i}"), uses[i].ClientAddress?.ToString());
        }

        return command;
    }
}
