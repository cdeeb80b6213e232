using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess;

namespace Documentation.Tests.Snippets;

/// <summary>What the page on operations shows. Compiled, and not run: the tests of the core do that.</summary>
internal static class OperationsSnippets
{
    public static async Task StartAndStopAsync(IServiceCollection services)
    {
        // snippet: node
        await using var provider = services.BuildServiceProvider();
        var node = provider.GetRequiredService<ApiAccessNode>();
        await node.StartAsync();   // throws if a running node has another MaxStaleness
        // ... validate requests, until the process is to end; then, before the provider is disposed:
        await node.StopAsync();
        // end snippet
    }

    // snippet: recover
    public static async Task RecoverAsync(ApiAccessRecovery recovery, Instant backupEnd, UserId operatorId)
    {
        await foreach (var account in recovery.FindAsync(backupEnd))
        {
            await recovery.DeactivateAsync(
                account.Id, account.Tokens.Select(token => token.Token.Id), operatorId, RevocationWait.AllNodes);
        }
    }
    // end snippet
}
