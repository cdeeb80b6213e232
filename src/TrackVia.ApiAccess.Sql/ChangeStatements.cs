using System.Collections.Frozen;
using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The statements that commit one change, as one command: one round trip.</summary>
/// <remarks>
/// The caller puts the prologue of its transaction in front. The command returns two results: the account's new version, if the compare-and-swap succeeded, and the position of the change, if it was
/// added to the history. If either is empty, the transaction must be rolled back.
/// </remarks>
internal sealed class ChangeStatements
{
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

    private const string RemoveUser = """
        DELETE FROM api_access_user WHERE account_id = @account_id AND user_id = @user_id;
        UPDATE api_access_token SET is_deactivated = @is_deactivated WHERE account_id = @account_id AND user_id = @user_id;

        """;

    private readonly FrozenDictionary<Type, StateChange> _kinds;

    public ChangeStatements(SqlDialect dialect)
    {
        var setUser = $"""
            INSERT INTO api_access_user (account_id, user_id, is_api_user, is_enabled) VALUES (@account_id, @user_id, @is_api_user, @is_enabled)
            {dialect.UpdateDuplicate("account_id, user_id")} is_api_user = @is_api_user, is_enabled = @is_enabled;

            """;
        StateChange[] kinds =
        [
            Of<ApiKeyCreated>(dialect, InsertApiKey, (command, change) => command
                .With("digest", change.ApiKey.Digest.ToArray())
                .With("protected_secret", change.ApiKey.ProtectedSecret)
                .With("created_at", StoredTime.Write(change.ApiKey.CreatedAt))),
            Of<AuthTokenCreated>(dialect, InsertToken, (command, change) => Bind(command, change.Token)),
            Of<AuthTokenDeactivated>(dialect, SetDeactivated, (command, change) => command
                .With("token_id", change.TokenId.ToString())
                .With("is_deactivated", true)),
            Of<AuthTokenResumed>(dialect, SetDeactivated, (command, change) => command
                .With("token_id", change.TokenId.ToString())
                .With("is_deactivated", false)),
            Of<AuthTokenDeleted>(dialect, DeleteToken, (command, change) => command.With("token_id", change.TokenId.ToString())),
            Of<AuthTokenRevealed>(dialect, "", (command, _) => command),
            Of<UserAccessChanged>(dialect, setUser, (command, change) => command
                .With("user_id", change.User.UserId.Value)
                .With("is_api_user", change.User.IsApiUser)
                .With("is_enabled", change.User.IsEnabled)),
            Of<UserRemoved>(dialect, RemoveUser, (command, change) => command
                .With("user_id", change.UserId.Value)
                .With("is_deactivated", true)),
        ];
        _kinds = kinds.ToFrozenDictionary(kind => kind.Type);
    }

    /// <summary>Gets the kinds of change that can be stored: every kind that the library has, which a test compares.</summary>
    public IEnumerable<Type> Kinds => _kinds.Keys;

    public DbCommand Command(DbConnection connection, AccessChange change)
    {
        if (!_kinds.TryGetValue(change.GetType(), out var kind))
        {
            throw new ArgumentException($"This version of the library cannot store {change.Kind}.", nameof(change));
        }

        var command = connection.Command(change.Version == 1 ? kind.First : kind.Next)
            .With("account_id", change.AccountId.Value)
            .With("version", change.Version)
            .With("change_id", change.Id.ToString())
            .With("change", AccountSerializer.Serialize(change));
        return kind.Bind(command, change);
    }

    private static StateChange Of<T>(SqlDialect dialect, string state, Func<DbCommand, T, DbCommand> bind)
        where T : AccessChange
    {
        var first = $"""
            INSERT INTO api_access_account (account_id, version) VALUES (@account_id, @version)
            {dialect.SkipDuplicate("account_id")}
            {dialect.Returning("version", "@version")}
            """;
        var next = $"""
            UPDATE api_access_account SET version = @version WHERE account_id = @account_id AND version = @version - 1
            {dialect.Returning("version", "@version")}
            """;

        // The counter is updated last: its row lock, held until the commit ends, determines the order of the feed.
        var history = $"""
            UPDATE api_access_feed SET position = position + 1 WHERE id = 1;
            INSERT INTO api_access_history (account_id, version, change_id, position, "change")
            SELECT @account_id, @version, @change_id, position, @change FROM api_access_feed WHERE id = 1
            {dialect.SkipDuplicate("account_id, version")}
            {dialect.Returning("position", "(SELECT position FROM api_access_feed WHERE id = 1)")}
            """;
        return new StateChange(
            typeof(T),
            dialect.NotifyStatement + dialect.Names.Apply(first + state + history),
            dialect.NotifyStatement + dialect.Names.Apply(next + state + history),
            (command, change) => bind(command, (T)change));
    }

    private static DbCommand Bind(DbCommand command, AuthToken token) => command
        .With("token_id", token.Id.ToString())
        .With("name", token.Name.Value)
        .With("user_id", token.UserId.Value)
        .With("expires_on", StoredTime.Write(token.ExpiresOn))
        .With("created_at", StoredTime.Write(token.CreatedAt))
        .With("digest", token.Digest.ToArray())
        .With("hint", token.Hint)
        .With("protected_secret", token.ProtectedSecret)
        .With("is_deactivated", token.IsDeactivated);

    /// <summary>What a kind of change does to the account's rows.</summary>
    /// <param name="Type">The kind.</param>
    /// <param name="First">The command of an account's first change.</param>
    /// <param name="Next">The command of a later change.</param>
    /// <param name="Bind">Adds the parameters that only this kind has.</param>
    private sealed record StateChange(Type Type, string First, string Next, Func<DbCommand, AccessChange, DbCommand> Bind);
}
