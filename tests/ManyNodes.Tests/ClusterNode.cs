using HostApp.Tests;
using SteppedClock;

namespace ManyNodes.Tests;

/// <summary>One host process, its network to the database, and its clocks.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly Dictionary<Account, ConsoleSession> _sessions = [];

    private ClusterNode(DatabaseLink link, SampleHost host, ClockSteps clocks)
    {
        Link = link;
        Host = host;
        Clocks = clocks;
    }

    public DatabaseLink Link { get; }

    public SampleHost Host { get; }

    /// <summary>Gets how far the clocks of this process are stepped.</summary>
    public ClockSteps Clocks { get; }

    public static async Task<ClusterNode> StartAsync(string folder, string connectionString, int databasePort)
    {
        var link = new DatabaseLink(databasePort);
        var clockFile = Path.Combine(folder, $"clocks-{link.Port}");
        var clocks = ClockSteps.Create(clockFile);
        try
        {
            var host = await SampleHost.StartAsync(
                Sample.ProjectFolder,
                [
                    "exec", Sample.Assembly, "--HostApp:DataDirectory", Path.Combine(folder, "data"),
                    "--ApiAccess:Store", "PostgreSql",
                    // On a busy machine it takes longer than the default to connect.
                    "--ConnectionStrings:ApiAccess",
                    $"{connectionString};Port={link.Port};Maximum Pool Size=10;Timeout=120;Command Timeout=120",
                    "--ApiAccess:MaxStaleness", Cluster.MaxStaleness.ToString(),
                    "--HostApp:RefusalsPerMinute", "100000000", "--HostApp:SignInsPerMinute", "1000",
                    "--Logging:LogLevel:Default", "None",
                ],
                SteppedClockStartup.EnvironmentFor(clockFile));
            return new ClusterNode(link, host, clocks);
        }
        catch
        {
            clocks.Dispose();
            await link.DisposeAsync();
            throw;
        }
    }

    public async Task SignInAsync(Account account) => _sessions[account] = await ConsoleSession.SignInAsync(Host, account.Admin);

    public ConsoleSession AdminOf(Account account) => _sessions[account];

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        Host.Dispose();
        Clocks.Dispose();
        await Link.DisposeAsync();
    }
}
