using HostApp.Tests;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace ManyNodes.Tests;

/// <summary>One host process, its network to the database, and its clock, where that can be stepped.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly string? _clock;
    private readonly Dictionary<Account, ConsoleSession> _sessions = [];

    private ClusterNode(DatabaseLink link, SampleHost host, string? clock)
    {
        Link = link;
        Host = host;
        _clock = clock;
    }

    public DatabaseLink Link { get; }

    public SampleHost Host { get; }

    public static async Task<ClusterNode> StartAsync(ClusterPlan plan, string folder, string connectionString, int databasePort)
    {
        var link = new DatabaseLink(databasePort);
        try
        {
            var clock = plan.ClocksCanBeStepped ? Path.Combine(folder, $"clock-{link.Port}") : null;
            if (clock is not null)
            {
                await File.WriteAllTextAsync(clock, "+0");
            }

            var host = await SampleHost.StartAsync(
                Sample.ProjectFolder,
                [
                    "exec", Sample.Assembly, "--HostApp:DataDirectory", Path.Combine(folder, "data"),
                    "--ApiAccess:Store", "PostgreSql",
                    "--ConnectionStrings:ApiAccess", $"{connectionString};Port={link.Port};Maximum Pool Size=10",
                    "--ApiAccess:MaxStaleness", Cluster.MaxStaleness.ToString(),
                    "--HostApp:RefusalsPerMinute", "100000000", "--HostApp:SignInsPerMinute", "1000",
                    "--Logging:LogLevel:Default", "None",
                ],
                clock is null ? [] : ClockEnvironment(clock));
            return new ClusterNode(link, host, clock);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    public async Task SignInAsync(Account account) => _sessions[account] = await ConsoleSession.SignInAsync(Host, account.Admin);

    public ConsoleSession AdminOf(Account account) => _sessions[account];

    /// <summary>Sets the wall clock of this process ahead or back; how time passes stays as it is.</summary>
    public async Task StepClockAsync(TimeSpan offset)
    {
        var next = _clock + ".next";
        await File.WriteAllTextAsync(next, FormattableString.Invariant($"{offset.TotalSeconds:+0.000;-0.000;+0}"));
        File.Move(next, _clock!, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        Host.Dispose();
        await Link.DisposeAsync();
    }

    private static Dictionary<string, string> ClockEnvironment(string clock) => new()
    {
        ["LD_PRELOAD"] = TestServer.Required("APIACCESS_TEST_FAKETIME"),
        ["FAKETIME_TIMESTAMP_FILE"] = clock,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };
}
