using System.Net;
using System.Net.Sockets;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>
/// Forwards connections from clients to a server on this machine. Each connection has a gate, which may hold back data or close the
/// connection.
/// </summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IGate> _newGate;
    private readonly Task _accepting;
    private CancellationTokenSource _connections = new();
    private int _serverPort;

    public TcpForwarder(int serverPort, Func<IGate> newGate)
    {
        _serverPort = serverPort;
        _newGate = newGate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What passes on one connection; the two directions may ask at the same time.</summary>
    internal interface IGate
    {
        /// <summary>Ends when a request may go on to the server; <see langword="false"/> ends the connection instead.</summary>
        ValueTask<bool> LetRequestAsync(ReadOnlyMemory<byte> request, CancellationToken end);

        /// <summary>Ends when an answer may go on to the client; <see langword="false"/> ends the connection instead.</summary>
        ValueTask<bool> LetAnswerAsync(CancellationToken end);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends the connections; new ones reach another server.</summary>
    public async Task RedirectAsync(int serverPort)
    {
        Volatile.Write(ref _serverPort, serverPort);
        using var ended = Interlocked.Exchange(ref _connections, new CancellationTokenSource());
        await ended.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connections.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connections.Dispose();
        _stop.Dispose();
    }

    private static async Task ForwardAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, ValueTask<bool>> mayPass, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, end) is var count and > 0 && await mayPass(buffer.AsMemory(0, count)))
        {
            await to.WriteAsync(buffer.AsMemory(0, count), end);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _connections.Token);
        }
    }

    private async Task ForwardAsync(TcpClient client, CancellationToken end)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, Volatile.Read(ref _serverPort), end);
            client.NoDelay = server.NoDelay = true;
            var gate = _newGate();
            await Task.WhenAny(
                ForwardAsync(client.GetStream(), server.GetStream(), request => gate.LetRequestAsync(request, end), end),
                ForwardAsync(server.GetStream(), client.GetStream(), _ => gate.LetAnswerAsync(end), end));
        }
    }
}
