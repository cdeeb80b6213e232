using System.Text;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace ManyNodes.Tests;

/// <summary>
/// The network between one node and the database. A cut is like that of a real network: neither side is notified, connections stay open,
/// and nothing arrives.
/// </summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    private readonly TcpForwarder _forwarder;
    private volatile TaskCompletionSource? _cut;
    private volatile TaskCompletionSource? _deaf;

    public DatabaseLink(int serverPort) => _forwarder = new TcpForwarder(serverPort, () => new Gate(this));

    public int Port => _forwarder.Port;

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
    public Task RedirectAsync(int serverPort) => _forwarder.RedirectAsync(serverPort);

    public ValueTask DisposeAsync() => _forwarder.DisposeAsync();

    private sealed class Gate(DatabaseLink link) : TcpForwarder.IGate
    {
        private volatile bool _listens;

        public async ValueTask<bool> LetRequestAsync(ReadOnlyMemory<byte> request, CancellationToken end)
        {
            // LISTEN is not enough to search for: the driver sends UNLISTEN on every connection that it reuses from the pool.
            _listens |= Encoding.Latin1.GetString(request.Span).Contains("LISTEN api_access_feed", StringComparison.Ordinal);
            await MendedAsync(link._cut, end);
            return true;
        }

        public async ValueTask<bool> LetAnswerAsync(CancellationToken end)
        {
            await MendedAsync(_listens ? link._deaf : null, end);
            await MendedAsync(link._cut, end);
            return true;
        }

        private static Task MendedAsync(TaskCompletionSource? fault, CancellationToken end) => fault?.Task.WaitAsync(end) ?? Task.CompletedTask;
    }
}
