using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>Forwards TCP to a server, counts, and cuts the connection at COMMIT: before the server gets it, or before its answer comes back.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets or sets what happens to the next COMMIT; then all goes on as usual.</summary>
    public Cut Next { get; set; }

    public int Cuts { get; private set; }

    /// <summary>Gets how often the client sent something and waited: the driver sends a whole pipeline at once.</summary>
    public int RoundTrips { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            client.NoDelay = server.NoDelay = true;
            var cut = new TaskCompletionSource();
            await Task.WhenAny(
                RequestsAsync(client.GetStream(), server.GetStream(), cut),
                AnswersAsync(server.GetStream(), client.GetStream(), cut.Task));
        }
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, TaskCompletionSource cut)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is var count and > 0)
        {
            RoundTrips++;
            if (Next != Cut.None && Encoding.Latin1.GetString(buffer, 0, count).Contains("COMMIT\0", StringComparison.Ordinal))
            {
                var how = Next;
                Next = Cut.None;
                Cuts++;
                if (how == Cut.BeforeTheServer)
                {
                    return;
                }

                // From now on no answer passes; the server's own answer is what ends the connection.
                cut.SetResult();
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to, Task cut)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is var count and > 0 && !cut.IsCompleted)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}

public enum Cut
{
    None,
    BeforeTheServer,
    BeforeTheAnswer,
}
