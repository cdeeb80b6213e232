using System.Text;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>Forwards to a server, counts, and cuts the connection at COMMIT: before the server gets it, or before its answer comes back.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpForwarder _forwarder;
    private readonly string _commit;

    /// <param name="serverPort">The server's port.</param>
    /// <param name="commit">What a COMMIT contains in the server's protocol, and nothing else.</param>
    public CuttingProxy(int serverPort, string commit = "COMMIT\0")
    {
        _commit = commit;
        _forwarder = new TcpForwarder(serverPort, () => new Gate(this));
    }

    public int Port => _forwarder.Port;

    /// <summary>Gets or sets what happens to the next COMMIT. Later ones are forwarded as usual.</summary>
    public Cut Next { get; set; }

    public int Cuts { get; private set; }

    /// <summary>Gets how often the client sent something and waited: the driver sends a whole pipeline at once.</summary>
    public int RoundTrips { get; private set; }

    public ValueTask DisposeAsync() => _forwarder.DisposeAsync();

    private sealed class Gate(CuttingProxy proxy) : TcpForwarder.IGate
    {
        private volatile bool _isCut;

        public ValueTask<bool> LetRequestAsync(ReadOnlyMemory<byte> request, CancellationToken end)
        {
            proxy.RoundTrips++;
            if (proxy.Next is Cut.None || !Encoding.Latin1.GetString(request.Span).Contains(proxy._commit, StringComparison.Ordinal))
            {
                return ValueTask.FromResult(true);
            }

            // If the server gets it, the server's own answer is what ends the connection.
            _isCut = proxy.Next is Cut.BeforeTheAnswer;
            proxy.Next = Cut.None;
            proxy.Cuts++;
            return ValueTask.FromResult(_isCut);
        }

        public ValueTask<bool> LetAnswerAsync(CancellationToken end) => ValueTask.FromResult(!_isCut);
    }
}

public enum Cut
{
    None,
    BeforeTheServer,
    BeforeTheAnswer,
}
