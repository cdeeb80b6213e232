using System.Data.Common;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace Documentation.Tests.Snippets;

/// <summary>What the page on transactions shows. Compiled, and not run: the tests of the SQL stores do that.</summary>
internal static class TransactionSnippets
{
    // snippet: joined-transaction
    public static async Task DisableAsync(DbDataSource dataSource, ApiAccessManager apiAccess, Actor actor, UserId userId)
    {
        StagedResult<UserAccess> staged;
        await using (var connection = await dataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "UPDATE app_user SET is_disabled = TRUE WHERE id = @id";
            command.Parameters.Add(Parameter(command, "id", userId.Value));
            await command.ExecuteNonQueryAsync();

            staged = await apiAccess.In(transaction).SetUserAccessAsync(actor, userId, new() { IsEnabled = false });   // last
            if (!staged.IsSuccess)
            {
                throw new InvalidOperationException(staged.Refusal.Message);   // disposal rolls back
            }

            await transaction.CommitAsync();
        }

        await staged.CompleteAsync(RevocationWait.AllNodes);   // or CompleteAsync(): does not wait for other nodes
    }
    // end snippet

    // snippet: joined-transaction-conflict
    public static async Task DisableWithRetriesAsync(DbDataSource dataSource, ApiAccessManager apiAccess, Actor actor, UserId userId)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await DisableAsync(dataSource, apiAccess, actor, userId);
                return;
            }
            catch (TransactionConflictException) when (attempt < 5)
            {
                // Rolled back by now. The next round repeats the whole transaction.
            }
        }
    }
    // end snippet

    // snippet: joined-transaction-several
    public static async Task<IssuedAuthToken> ReplaceAsync(
        DbTransaction transaction, ApiAccessManager apiAccess, Actor actor, AuthTokenId old, NewAuthToken request)
    {
        var joined = apiAccess.In(transaction);
        await joined.DeactivateTokenAsync(actor, old);
        await joined.DeleteTokenAsync(actor, old);                     // sees that the token is deactivated
        var created = await joined.CreateTokenAsync(actor, request);   // sees that there is room
        await transaction.CommitAsync();
        await joined.Changes.CompleteAsync(RevocationWait.AllNodes);
        return created.Value;
    }
    // end snippet

    // snippet: joined-transaction-strategy
    public static async Task<IssuedAuthToken> CreateAsync(
        Func<Func<Task<IssuedAuthToken>>, Task<IssuedAuthToken>> executeAsync,
        DbDataSource dataSource, ApiAccessManager apiAccess, Actor actor, NewAuthToken request)
    {
        var changes = new StagedChanges();   // outside of what is repeated
        var token = await executeAsync(async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var created = await apiAccess.In(transaction, changes).CreateTokenAsync(actor, request);
            await transaction.CommitAsync();
            return created.Value;
        });
        await changes.CompleteAsync();
        return token;
    }
    // end snippet

    private static DbParameter Parameter(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        return parameter;
    }
}
