using System.Globalization;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Disables and enables a token in the host's own table and here, each time by one transaction, until it is killed.</summary>
internal static class JoinedLoop
{
    public const string CreateTable = "CREATE TABLE host_token (is_disabled integer NOT NULL, changes integer NOT NULL)";

    /// <summary>Runs until something fails, and reports each step with the number of the change.</summary>
    public static async Task RunAsync(Node node, Func<Task<HostConnection>> beginAsync, Func<string, int, Task> reportAsync)
    {
        var token = (await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Tokens.Single();
        for (var (disable, number) = (!token.IsDeactivated, 1); ; (disable, number) = (!disable, number + 1))
        {
            await using var host = await beginAsync();
            await host.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE host_token SET is_disabled = {(disable ? 1 : 0)}, changes = changes + 1"));
            var joined = node.Manager.In(host.Transaction);
            var staged = disable
                ? await joined.DeactivateTokenAsync(Node.SuperAdmin, token.Id)
                : await joined.ResumeTokenAsync(Node.SuperAdmin, token.Id);
            Assert.True(staged.IsSuccess);
            await reportAsync("staged", number);
            await host.CommitAsync();
            await reportAsync("committed", number);
            await staged.CompleteAsync();
            await reportAsync("completed", number);
        }
    }

    /// <summary>Checks that the host's table and the account agree, and returns how many changes both have.</summary>
    public static async Task<int> CheckAsync(Node node, HostConnection host, long versionBefore)
    {
        var row = Assert.Single(await host.ReadAsync("SELECT CAST(is_disabled AS text) || ' ' || CAST(changes AS text) FROM host_token"));
        var account = await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default);
        var changes = account.Version - versionBefore;
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{(account.Tokens.Single().IsDeactivated ? 1 : 0)} {changes}"), row);
        Assert.Equal(account, await new Journal(node.Store, account.Id.Value).ReplayAsync());
        return (int)changes;
    }
}
