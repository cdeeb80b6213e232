using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Management;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>
/// T41, long and short: a backup is restored under three nodes that are called without a pause, with half of the tokens granted and half of
/// them revoked since the backup. <c>eng/restore.sh</c> runs the long form.
/// </summary>
public abstract class RestoreTests(ITestOutputHelper output)
{
    private static readonly int? LongRounds =
        Environment.GetEnvironmentVariable("APIACCESS_TEST_RESTORE_ROUNDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // The short form looks at the same with fewer.
    private static readonly int Rounds = LongRounds ?? 1;
    private static readonly int Accounts = LongRounds is null ? 2 : 10;
    private static readonly int TokensAnAccount = LongRounds is null ? 10 : 100;

    [Fact]
    public async Task T41_No_node_accepts_a_token_of_the_lost_past_beyond_the_bound_and_no_fence_is_complete_before_all_have_noticed()
    {
        var nodes = new List<Node>();
        for (var i = 0; i < 3; i++)
        {
            nodes.Add(await Node.StartAsync(Use));
        }

        var accounts = new List<Opened>();
        for (var i = 0; i < Accounts; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"account-{i}");
            var tokens = new List<IssuedAuthToken>();
            var key = await nodes[0].OpenAccountAsync(name);
            for (var token = 0; token < TokensAnAccount; token++)
            {
                tokens.Add(await nodes[0].CreateTokenAsync(name));
            }

            accounts.Add(new Opened(name, key, tokens));
        }

        var longest = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
        {
            var last = await RunAsync(nodes, accounts, round);
            longest = last > longest ? last : longest;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {GetType().Name.Replace("RestoreTests", "", StringComparison.Ordinal)} | {Rounds} | {Rounds * Accounts * TokensAnAccount:N0} | {longest.TotalMilliseconds:F0} ms | 0 | 0 |"));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    internal abstract void Use(ApiAccessBuilder builder);

    private protected abstract Task BackUpAsync();

    private protected abstract Task RestoreAsync();

    /// <summary>One round.</summary>
    /// <returns>How long after the restore the last token of the lost past was accepted.</returns>
    private async Task<TimeSpan> RunAsync(List<Node> nodes, List<Opened> accounts, int round)
    {
        var revoker = nodes[round % nodes.Count];
        var (granted, revoked) = (accounts[..(accounts.Count / 2)], accounts[(accounts.Count / 2)..]);
        foreach (var account in granted)
        {
            await revoker.SetEnabledAsync(account.Name, isEnabled: false);
        }

        foreach (var account in revoked)
        {
            await revoker.SetEnabledAsync(account.Name, isEnabled: true);
        }

        await BackUpAsync();
        foreach (var account in granted)
        {
            await revoker.SetEnabledAsync(account.Name, isEnabled: true);
        }

        foreach (var account in revoked)
        {
            await revoker.SetEnabledAsync(account.Name, isEnabled: false);
        }

        foreach (var node in nodes)
        {
            Assert.All(granted, account => Assert.True(node.ValidateAsync(account.Key, account.Tokens[0]).AsTask().Result.IsValid));
        }

        var warned = nodes.ConvertAll(Noticed);
        var accepts = new List<(bool IsGranted, long Sent)>();
        using var stop = new CancellationTokenSource();
        var calling = nodes.ConvertAll(node => Task.Run(() => CallAsync(node, granted, revoked, accepts, stop.Token)));
        await RestoreAsync();
        var restored = Stopwatch.GetTimestamp();
        foreach (var account in revoked)
        {
            var fence = await revoker.SetEnabledAsync(account.Name, isEnabled: false, ReturnWhen.Fenced);
            Assert.True(fence!.IsComplete);
            Assert.All(nodes.Zip(warned), pair => Assert.Equal(pair.Second + 1, Noticed(pair.First)));
        }

        var fenced = Stopwatch.GetTimestamp();
        var left = Node.MaxStaleness + TimeSpan.FromMilliseconds(500) - Stopwatch.GetElapsedTime(restored);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await stop.CancelAsync();
        await Task.WhenAll(calling);

        var bound = restored + (long)(Node.MaxStaleness.TotalSeconds * Stopwatch.Frequency);
        Assert.Equal(0, accepts.Count(accept => accept.IsGranted && accept.Sent > bound));
        Assert.Equal(0, accepts.Count(accept => !accept.IsGranted && accept.Sent > fenced));
        return accepts.Where(accept => accept.IsGranted && accept.Sent > restored)
            .Select(accept => Stopwatch.GetElapsedTime(restored, accept.Sent)).DefaultIfEmpty().Max();
    }

    private static int Noticed(Node node) => node.Warned.Count(id => id == 120);

    private static async Task CallAsync(
        Node node, List<Opened> granted, List<Opened> revoked, List<(bool IsGranted, long Sent)> accepts, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            foreach (var (account, isGranted) in (IEnumerable<(Opened, bool)>)[(granted[i % granted.Count], true), (revoked[i % revoked.Count], false)])
            {
                var sent = Stopwatch.GetTimestamp();
                if ((await node.ValidateAsync(account.Key, account.Tokens[i / granted.Count % account.Tokens.Count])).IsValid)
                {
                    lock (accepts)
                    {
                        accepts.Add((isGranted, sent));
                    }
                }
            }

            // Memory answers at once: the other nodes' work needs this machine too.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    private sealed record Opened(string Name, Credential Key, List<IssuedAuthToken> Tokens);
}
