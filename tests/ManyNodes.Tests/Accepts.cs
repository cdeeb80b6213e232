using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace ManyNodes.Tests;

/// <summary>Calls nodes with tokens and keeps when an accepted call was sent and when its answer came.</summary>
internal sealed class Accepts
{
    private readonly ConcurrentQueue<(Account Account, long Sent, long Answered)> _accepted = new();

    /// <summary>Calls one node until cancelled, with each of the credentials in turn. The default is to call without a pause.</summary>
    public async Task KeepCallingAsync(
        ClusterNode node, IReadOnlyList<(Account Account, string Secret)> credentials, CancellationToken stop, TimeSpan pause = default)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var (account, secret) = credentials[i % credentials.Count];
            await CallAsync(node, account, secret);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends every token of an account to every node, at once and no later.</summary>
    public Task CallAllAsync(Cluster cluster, Account account) =>
        Task.WhenAll(from node in cluster.Nodes from token in account.Tokens select CallAsync(node, account, token.Secret));

    /// <summary>Counts the accepted calls of an account that were sent after a time.</summary>
    public int CountSentAfter(Account account, long time) => _accepted.Count(accept => accept.Account == account && accept.Sent > time);

    /// <summary>Returns the time from an instant to the last accepting response; zero if there was none.</summary>
    public TimeSpan LastAfter(Account account, long time) => _accepted
        .Where(accept => accept.Account == account && accept.Answered > time)
        .Select(accept => Stopwatch.GetElapsedTime(time, accept.Answered))
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    private async Task CallAsync(ClusterNode node, Account account, string secret)
    {
        var sent = Stopwatch.GetTimestamp();
        try
        {
            if (await node.Host.CallAsync(account.ApiKey, secret) == HttpStatusCode.OK)
            {
                _accepted.Enqueue((account, sent, Stopwatch.GetTimestamp()));
            }
        }
        catch (HttpRequestException)
        {
            // Without a response, nothing was accepted.
        }
    }
}
