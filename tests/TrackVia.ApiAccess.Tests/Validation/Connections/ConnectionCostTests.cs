using System.Diagnostics;
using TrackVia.ApiAccess.Validation.Connections;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Tests.Validation.Connections;

/// <summary>R33: what an open connection costs. Prints the figures of the guide "Protect an API".</summary>
public sealed class ConnectionCostTests(ITestOutputHelper output)
{
    private const int Count = 100_000;

    private int _aborts;

    [Fact]
    public async Task R33_An_open_connection_costs_less_than_half_a_kilobyte()
    {
        var fleet = await Fleet.StartWarmAsync();
        var identity = (await fleet.ValidateAsync()).Identity!;
        var admission = fleet.Here.Snapshots.Connections;
        var open = new OpenConnection[Count];
        await OpenAllAsync();
        CloseAll();

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await OpenAllAsync();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        CloseAll();

        var watch = Stopwatch.StartNew();
        await OpenAllAsync();
        var opening = watch.Elapsed;
        CloseAll();
        var both = watch.Elapsed;

        await OpenAllAsync();
        watch.Restart();
        await fleet.RevokeAsync(fleet.Here, "deactivate");
        var ending = watch.Elapsed;

        output.WriteLine(FormattableString.Invariant($"{bytes:0} bytes each"));
        output.WriteLine(FormattableString.Invariant(
            $"register {opening.TotalNanoseconds / Count:0} ns, register and remove {both.TotalNanoseconds / Count:0} ns, revoke {ending.TotalNanoseconds / Count:0} ns each"));
        Assert.Equal(Count, _aborts);
        Assert.InRange(bytes, 1, 512);

        async Task OpenAllAsync()
        {
            for (var i = 0; i < Count; i++)
            {
                open[i] = (await admission.OpenAsync(identity, new Action(Abort), CancellationToken.None)).Connection!;
            }
        }

        void CloseAll()
        {
            foreach (var connection in open)
            {
                connection.Dispose();
            }

            Array.Clear(open);
        }
    }

    /// <summary>A method of an instance, as a request's is: each connection has a delegate of its own.</summary>
    private void Abort() => Interlocked.Increment(ref _aborts);
}
