using System.Data.Common;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// An account's rows, read by one statement: one round trip, and one version even if changes are committed at the same time.
/// </summary>
internal sealed class AccountRows(TableNames names)
{
    // Tokens come first, because they have a value of each type: that is where every database takes the types of the columns from.
    private readonly string _query = names.Apply("""
        SELECT 3 AS kind, created_at AS number, user_id, digest, protected_secret AS secret, is_deactivated AS flag,
            is_deactivated AS is_enabled, token_id, name, expires_on, hint
        FROM api_access_token WHERE account_id = @account_id
        UNION ALL
        SELECT 0, version, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM api_access_account WHERE account_id = @account_id
        UNION ALL
        SELECT 1, created_at, NULL, digest, protected_secret, NULL, NULL, NULL, NULL, NULL, NULL
        FROM api_access_api_key WHERE account_id = @account_id
        UNION ALL
        SELECT 2, NULL, user_id, NULL, NULL, is_api_user, is_enabled, NULL, NULL, NULL, NULL
        FROM api_access_user WHERE account_id = @account_id
        """);

    /// <summary>Gets a query for the version of the account <c>@account_id</c>, to which a clause that locks the row can be appended.</summary>
    public string SelectVersion { get; } = names.Apply("SELECT version FROM api_access_account WHERE account_id = @account_id");

    public async Task<AccountAccess> ReadAsync(DbConnection connection, AccountId accountId, CancellationToken cancellationToken)
    {
        using var command = connection.Command(_query).With("account_id", accountId.Value);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var version = 0L;
        ApiKey? apiKey = null;
        var users = new List<UserAccess>();
        var tokens = new List<AuthToken>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            StoredRow.Read(reader, row => Add(row), row => Place(row, accountId));
        }

        try
        {
            return AccountAccess.Restore(accountId, version, apiKey, users, tokens);
        }
        catch (ArgumentException exception)
        {
            throw StoredRow.Damaged($"the rows of account '{accountId}' contradict each other and", exception);
        }

        bool Add(DbDataReader row)
        {
            switch (row.GetInt32(0))
            {
                case 0:
                    version = row.GetInt64(1);
                    break;
                case 1:
                    apiKey = ApiKey(row);
                    break;
                case 2:
                    users.Add(new UserAccess
                    {
                        UserId = UserId.Restore(row.GetString(2)),
                        IsApiUser = row.GetBoolean(5),
                        IsEnabled = row.GetBoolean(6),
                    });
                    break;
                default:
                    tokens.Add(Token(row));
                    break;
            }

            return true;
        }
    }

    private string Place(DbDataReader row, AccountId accountId) => row.GetInt32(0) switch
    {
        0 => $"the row of account '{accountId}' in {names.Table("account")}",
        1 => $"the row of account '{accountId}' in {names.Table("api_key")}",
        2 => $"a row of account '{accountId}' in {names.Table("user")}",
        _ => AuthTokenId.TryParse(row.GetString(7), out var id)
            ? $"the row of auth token {id} of account '{accountId}' in {names.Table("token")}"
            : $"a row of account '{accountId}' in {names.Table("token")}",
    };

    private static ApiKey ApiKey(DbDataReader row) => new()
    {
        CreatedAt = StoredTime.ReadInstant(row.GetInt64(1)),
        Digest = CredentialDigest.FromBytes(row.GetFieldValue<byte[]>(3)),
        ProtectedSecret = row.GetString(4),
    };

    private static AuthToken Token(DbDataReader row) => new()
    {
        CreatedAt = StoredTime.ReadInstant(row.GetInt64(1)),
        UserId = UserId.Restore(row.GetString(2)),
        Digest = CredentialDigest.FromBytes(row.GetFieldValue<byte[]>(3)),
        ProtectedSecret = row.IsDBNull(4) ? null : row.GetString(4),
        IsDeactivated = row.GetBoolean(5),
        Id = AuthTokenId.Parse(row.GetString(7)),
        Name = AuthTokenName.Restore(row.GetString(8)),
        ExpiresOn = StoredTime.ReadDate(row.GetString(9)),
        Hint = row.GetString(10),
    };
}
