using System.Diagnostics;
using System.Globalization;
using System.Net;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>T42: what one process stores another one reads, whatever their globalization, culture and time zone.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public static TheoryData<string, string> Pairs => new()
    {
        // The first is set in Microsoft's images on Alpine: no ICU, and so no normalization.
        { "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "LC_ALL=C.UTF-8" },
        { "LC_ALL=C.UTF-8", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1" },
        { "LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati", "LC_ALL=C.UTF-8 TZ=UTC" },
        { "LC_ALL=ar_SA.UTF-8 TZ=Asia/Riyadh", "LC_ALL=th_TH.UTF-8 TZ=Pacific/Pago_Pago" },
        { "LC_ALL=fa_IR.UTF-8", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 TZ=Pacific/Pago_Pago" },
    };

    public void Dispose() => _file.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task T42_What_a_process_stores_another_one_reads(string writer, string reader)
    {
        await RunAsync(writer, "surround");

        var there = await RunAsync(reader, "print");

        Assert.Equal(await PrintAsync(_file.Open(), "acme"), there);
        Assert.Contains("127.0.0.1", there, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T42_A_name_that_a_process_without_ICU_accepted_is_read_by_one_with_it()
    {
        Assert.False(AuthTokenName.TryParse(LongName, out _, out _), "This test needs ICU: install libicu.");
        await RunAsync("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "surround");

        var account = await _file.Open().LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

        Assert.Contains(account.Tokens, token => token.Name.Value == LongName);
    }

    internal static async Task WriteAsync(SqlApiAccessStore store, string accountId)
    {
        var journal = new Journal(store, accountId);
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        foreach (var name in new[] { "Iı İi ß ﬁ", "e\u0301", AuthTokenName.TryParse(LongName, out _, out _) ? LongName : "short" })
        {
            await journal.CommitAsync(new AuthTokenCreated
            {
                Origin = journal.Origin(),
                Token = Journal.Token(name, user: "\u0E2A\u0E21\u0E28\u0E23\u0E35-Iı"),
            });
        }

        await journal.CommitAsync(new UserAccessChanged
        {
            Origin = journal.Origin(),
            User = new UserAccess
            {
                UserId = UserId.Parse("\u0939\u093F\u0928\u094D\u0926\u0940"),
                IsApiUser = true,
                IsEnabled = true,
            },
        });
        await store.Nodes.RegisterNodeAsync(NodeId.Parse("web-1"), TimeSpan.FromSeconds(5), CancellationToken.None);
        await store.Usage.RecordUsageAsync(
            [.. journal.Account.Tokens.Select(token => new TokenUsage
            {
                AccountId = journal.Account.Id,
                TokenId = token.Id,
                At = token.CreatedAt,
                ClientAddress = IPAddress.Loopback,
            })], CancellationToken.None);
    }

    /// <summary>Everything that is stored, as text that no culture changes.</summary>
    internal static async Task<string> PrintAsync(SqlApiAccessStore store, string accountId)
    {
        var id = AccountId.Parse(accountId);
        var uses = await store.Usage.ReadUsageAsync(id, CancellationToken.None);
        var nodes = await store.Nodes.ListNodesAsync(CancellationToken.None);
        string[] lines =
        [
            AccountSerializer.Serialize(await store.LoadAsync(id, CancellationToken.None)),
            .. (await store.ReadHistoryAsync(id, 0, 100, CancellationToken.None)).Select(AccountSerializer.Serialize),
            .. (await store.ReadFeedAsync(FeedPosition.Start, 100, CancellationToken.None))
                .Select(entry => entry.Position.Value.ToString(CultureInfo.InvariantCulture) + AccountSerializer.Serialize(entry.Change!)),
            .. uses.Values.OrderBy(use => use.TokenId.ToString(), StringComparer.Ordinal)
                .Select(use => string.Create(CultureInfo.InvariantCulture, $"{use.TokenId} {use.At.ToUnixTimeTicks()} {use.ClientAddress}")),
            .. nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Id} {node.MaxStaleness.Ticks} {node.Confirmed.Value}")),
        ];
        return string.Join('\n', lines);
    }

    private static string LongName => new('\u0958', 100);

    private async Task<string> RunAsync(string environment, string verb)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SqliteFile).Assembly.Location, verb, _file.Path, "acme"]) { RedirectStandardOutput = true };
        foreach (var setting in environment.Split(' '))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..equals]] = setting[(equals + 1)..];
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
