using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>
/// T41, long and short: a database goes back in time under three nodes that are called without a pause. Since then as many tokens were granted
/// as were revoked. <c>eng/restore.sh</c> runs the long form, for which every test prints a row of docs/revocation.md.
/// </summary>
public abstract class RestoreTests(ITestOutputHelper output)
{
    private const int PastGone = 120;

    /// <summary>After this long something hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly int? LongRounds =
        Environment.GetEnvironmentVariable("APIACCESS_TEST_RESTORE_ROUNDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // The short form looks at the same with fewer.
    private static readonly int Rounds = LongRounds ?? 1;
    private static readonly int AccountsEachWay = LongRounds is null ? 1 : 10;
    private static readonly int TokensAnAccount = LongRounds is null ? 10 : 100;

    /// <summary>Gets how the database goes back in time, as the documentation calls it.</summary>
    private protected abstract string Title { get; }

    [Fact]
    public async Task T41_No_node_accepts_a_token_of_the_lost_past_beyond_the_bound_and_no_fence_is_complete_before_all_have_noticed()
    {
        var nodes = new List<Node>();
        var rounds = new List<RestoreRound>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                nodes.Add(await Node.StartAsync(Use));
            }

            var accounts = await Task.WhenAll(Enumerable.Range(0, 2 * AccountsEachWay).Select(number => OpenAsync(nodes[number % nodes.Count], number)));
            for (var round = 0; round < Rounds; round++)
            {
                rounds.Add(await RunAsync(nodes, nodes[round % nodes.Count], accounts[..AccountsEachWay], accounts[AccountsEachWay..]));
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }

        var notices = rounds.ConvertAll(round => round.LastNotice);
        var (late, early, fenced) =
            (rounds.Sum(round => round.AcceptsBeyondMaxStaleness), rounds.Sum(round => round.EarlyFences), rounds.Sum(round => round.AcceptsAfterFence));
        var tokens = Rounds * AccountsEachWay * TokensAnAccount;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {Title} | {Rounds} | {tokens:N0} and {tokens:N0} | {Ms(Median(notices))} | {Ms(notices.Max())} | {Ms(rounds.Max(round => round.LastAccept))} | {late} | {early} of {rounds.Sum(round => round.Fences.Count)} | {fenced} |"));
        Assert.All(rounds, round => Assert.DoesNotContain(null, round.Notices));
        Assert.Equal((0, 0, 0), (late, early, fenced));
    }

    internal abstract void Use(ApiAccessBuilder builder);

    private protected abstract Task BackUpAsync();

    private protected abstract Task RestoreAsync();

    private static async Task<Opened> OpenAsync(Node node, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"account-{number}");
        var key = await node.OpenAccountAsync(name);
        var tokens = new List<IssuedAuthToken>();
        while (tokens.Count < TokensAnAccount)
        {
            tokens.Add(await node.CreateTokenAsync(name));
        }

        return new Opened(name, key, tokens);
    }

    private async Task<RestoreRound> RunAsync(List<Node> nodes, Node admin, Opened[] granted, Opened[] revoked)
    {
        await SetEnabledAsync(admin, granted, isEnabled: false);
        await SetEnabledAsync(admin, revoked, isEnabled: true);
        await BackUpAsync();
        await SetEnabledAsync(admin, granted, isEnabled: true);
        await SetEnabledAsync(admin, revoked, isEnabled: false);
        foreach (var (node, account, token) in Calls(nodes, granted))
        {
            Assert.True((await node.ValidateAsync(account.Key, token)).IsValid);
        }

        var accepts = new ConcurrentQueue<(Opened Account, long Sent)>();
        using var stop = new CancellationTokenSource();
        var calling = (
            from node in nodes
            from accounts in (Opened[][])[granted, revoked]
            select Task.Run(() => CallAsync(node, accounts, accepts, stop.Token))).ToList();
        var began = Stopwatch.GetTimestamp();
        await RestoreAsync();
        var ended = Stopwatch.GetTimestamp();

        // Revoked tokens work again, so every node revokes some of them again.
        var returned = await Task.WhenAll(revoked.Select((account, i) => FenceAsync(nodes[i % nodes.Count], account)));

        var left = Node.MaxStaleness + TimeSpan.FromMilliseconds(100) - Stopwatch.GetElapsedTime(ended);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await stop.CancelAsync();
        await Task.WhenAll(calling);

        // At the end, every node is called with every token, regardless of how far the callers have got.
        await Task.WhenAll(Calls(nodes, [.. granted, .. revoked]).Select(call => CallAsync(call.Node, call.Account, call.Token, accepts)));

        var lost = granted.ToHashSet();
        var sent = accepts.ToLookup(accept => accept.Account, accept => accept.Sent);
        return new RestoreRound(
            ended,
            nodes.ConvertAll(node => node.WarnedAt(PastGone).Where(noticed => noticed > began).Cast<long?>().LastOrDefault()),
            [.. accepts.Where(accept => lost.Contains(accept.Account)).Select(accept => accept.Sent)],
            [.. revoked.Zip(returned, (account, time) => (time, (IReadOnlyList<long>)[.. sent[account]]))]);
    }

    private static async Task SetEnabledAsync(Node node, Opened[] accounts, bool isEnabled) =>
        await Task.WhenAll(accounts.Select(account => node.SetEnabledAsync(account.Name, isEnabled)));

    /// <summary>Revokes with a fence, as soon as the node has found the restored store.</summary>
    /// <returns>When the fence had returned that the revocation is complete.</returns>
    private static async Task<long> FenceAsync(Node node, Opened account)
    {
        using var hangs = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                var fence = await node.SetEnabledAsync(account.Name, isEnabled: false, RevocationWait.AllNodes);
                var returned = Stopwatch.GetTimestamp();
                Assert.True(fence!.IsComplete);
                return returned;
            }
            catch (ApiAccessStoreException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hangs.Token);
            }
        }
    }

    private static IEnumerable<(Node Node, Opened Account, IssuedAuthToken Token)> Calls(IEnumerable<Node> nodes, IEnumerable<Opened> accounts) =>
        from node in nodes from account in accounts from token in account.Tokens select (node, account, token);

    private static async Task CallAsync(Node node, Opened[] accounts, ConcurrentQueue<(Opened Account, long Sent)> accepts, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var account = accounts[i % accounts.Length];
            await CallAsync(node, account, account.Tokens[i / accounts.Length % TokensAnAccount], accepts);

            // Memory answers at once: the other nodes' work needs this machine too.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task CallAsync(Node node, Opened account, IssuedAuthToken token, ConcurrentQueue<(Opened Account, long Sent)> accepts)
    {
        var sent = Stopwatch.GetTimestamp();
        if ((await node.ValidateAsync(account.Key, token)).IsValid)
        {
            accepts.Enqueue((account, sent));
        }
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt((times.Count() - 1) / 2);

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms");

    private sealed record Opened(string Name, Credential Key, List<IssuedAuthToken> Tokens);
}
