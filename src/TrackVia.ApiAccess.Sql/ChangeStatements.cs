using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The statements that commit one change, as one command: one round trip.</summary>
/// <remarks>
/// The caller puts the prologue of its transaction in front. The command returns two results: the account's new version, if the compare-and-swap succeeded, and the position of the change, if it was
/// added to the history. If either is empty, the transaction must be rolled back.
/// </remarks>
internal static class ChangeStatements
{
    private const string FirstVersion =
        "INSERT INTO api_access_account (account_id, version) VALUES (@account_id, @version) ON CONFLICT (account_id) DO NOTHING "
        + "RETURNING version;\n";

    private const string NextVersion =
        "UPDATE api_access_account SET version = @version WHERE account_id = @account_id AND version = @version - 1 RETURNING version;\n";

    // The counter is updated last: its row lock, held until the commit ends, determines the order of the feed.
    private const string History = """
        UPDATE api_access_feed SET position = position + 1 WHERE id = 1;
        INSERT INTO api_access_history (account_id, version, change_id, position, change)
        SELECT @account_id, @version, @change_id, position, @change FROM api_access_feed WHERE id = 1
        ON CONFLICT (account_id, version) DO NOTHING
        RETURNING position;
        """;

    private const string InsertApiKey = """
        INSERT INTO api_access_api_key (account_id, digest, protected_secret, created_at)
        VALUES (@account_id, @digest, @protected_secret, @created_at);

        """;

    private const string InsertToken = """
        INSERT INTO api_access_token
            (account_id, token_id, name, user_id, expires_on, created_at, digest, hint, protected_secret, is_deactivated)
        VALUES (@account_id, @token_id, @name, @user_id, @expires_on, @created_at, @digest, @hint, @protected_secret, @is_deactivated);

        """;

    private const string SetDeactivated =
        "UPDATE api_access_token SET is_deactivated = @is_deactivated WHERE account_id = @account_id AND token_id = @token_id;\n";

    private const string DeleteToken = "DELETE FROM api_access_token WHERE account_id = @account_id AND token_id = @token_id;\n";

    private const string SetUser = """
        INSERT INTO api_access_user (account_id, user_id, is_api_user, is_enabled) VALUES (@account_id, @user_id, @is_api_user, @is_enabled)
        ON CONFLICT (account_id, user_id) DO UPDATE SET is_api_user = excluded.is_api_user, is_enabled = excluded.is_enabled;

        """;

    private const string RemoveUser = """
        DELETE FROM api_access_user WHERE account_id = @account_id AND user_id = @user_id;
        UPDATE api_access_token SET is_deactivated = @is_deactivated WHERE account_id = @account_id AND user_id = @user_id;

        """;

    public static DbCommand Command(DbConnection connection, SqlDialect dialect, AccessChange change)
    {
        var command = connection.Command("");
        var state = AddState(command, change);
        command.CommandText = string.Concat(
            dialect.NotifyStatement, change.Version == 1 ? FirstVersion : NextVersion, state, History);
        return command
            .With("account_id", change.AccountId.Value)
            .With("version", change.Version)
            .With("change_id", change.Id.ToString())
            .With("change", AccountSerializer.Serialize(change));
    }

    private static string AddState(DbCommand command, AccessChange change)
    {
        switch (change)
        {
            case ApiKeyCreated { ApiKey: var apiKey }:
                command.With("digest", apiKey.Digest.ToArray())
                    .With("protected_secret", apiKey.ProtectedSecret)
                    .With("created_at", StoredTime.Write(apiKey.CreatedAt));
                return InsertApiKey;
            case AuthTokenCreated { Token: var token }:
                command.With("token_id", token.Id.ToString())
                    .With("name", token.Name.Value)
                    .With("user_id", token.UserId.Value)
                    .With("expires_on", StoredTime.Write(token.ExpiresOn))
                    .With("created_at", StoredTime.Write(token.CreatedAt))
                    .With("digest", token.Digest.ToArray())
                    .With("hint", token.Hint)
                    .With("protected_secret", token.ProtectedSecret)
                    .With("is_deactivated", token.IsDeactivated);
                return InsertToken;
            case AuthTokenDeactivated { TokenId: var id }:
                command.With("token_id", id.ToString()).With("is_deactivated", true);
                return SetDeactivated;
            case AuthTokenResumed { TokenId: var id }:
                command.With("token_id", id.ToString()).With("is_deactivated", false);
                return SetDeactivated;
            case AuthTokenDeleted { TokenId: var id }:
                command.With("token_id", id.ToString());
                return DeleteToken;
            case AuthTokenRevealed:
                return "";
            case UserAccessChanged { User: var user }:
                command.With("user_id", user.UserId.Value).With("is_api_user", user.IsApiUser).With("is_enabled", user.IsEnabled);
                return SetUser;
            case UserRemoved { UserId: var userId }:
                command.With("user_id", userId.Value).With("is_deactivated", true);
                return RemoveUser;
            default:
                throw new ArgumentException($"This version of the library cannot store {change.Kind}.", nameof(change));
        }
    }
}
