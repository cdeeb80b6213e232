using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ManyNodes.Tests;

/// <summary>The network between one node and the database. It is cut as networks are: nobody is told, connections stay open and nothing arrives.</summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private CancellationTokenSource _connections = new();
    private int _serverPort;
    private volatile TaskCompletionSource? _cut;
    private volatile TaskCompletionSource? _deaf;

    public DatabaseLink(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing arrives, in either direction.</summary>
    public void Cut() => _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on nothing arrives at the connections that listen for notifications.</summary>
    public void WithholdNotifications() => _deaf = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held back arrives, and all that follows.</summary>
    public void Mend()
    {
        Interlocked.Exchange(ref _cut, null)?.SetResult();
        Interlocked.Exchange(ref _deaf, null)?.SetResult();
    }

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
            var connection = new Connection(this);
            await await Task.WhenAny(
                connection.ForwardRequestsAsync(client.GetStream(), server.GetStream(), end),
                connection.ForwardAnswersAsync(server.GetStream(), client.GetStream(), end));
        }
    }

    private sealed class Connection(DatabaseLink link)
    {
        private volatile bool _listens;

        public async Task ForwardRequestsAsync(NetworkStream from, NetworkStream to, CancellationToken end)
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReadAsync(buffer, end) is var count and > 0)
            {
                _listens |= Encoding.Latin1.GetString(buffer, 0, count).Contains("LISTEN ", StringComparison.OrdinalIgnoreCase);
                await MendedAsync(link._cut, end);
                await to.WriteAsync(buffer.AsMemory(0, count), end);
            }
        }

        public async Task ForwardAnswersAsync(NetworkStream from, NetworkStream to, CancellationToken end)
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReadAsync(buffer, end) is var count and > 0)
            {
                await MendedAsync(_listens ? link._deaf : null, end);
                await MendedAsync(link._cut, end);
                await to.WriteAsync(buffer.AsMemory(0, count), end);
            }
        }

        private static Task MendedAsync(TaskCompletionSource? fault, CancellationToken end) => fault?.Task.WaitAsync(end) ?? Task.CompletedTask;
    }
}
