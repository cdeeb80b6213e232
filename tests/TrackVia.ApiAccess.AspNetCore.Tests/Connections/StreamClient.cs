using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>A client of one of the kinds of connection that stay open, and what came to it.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    public static readonly TheoryData<string> Kinds =
        ["WebSocket", "server-sent events", "gRPC", "hub, WebSockets", "hub, server-sent events", "hub, long polling"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens a connection, and waits until the server has welcomed it.</summary>
    public static async Task<StreamClient> OpenAsync(
        string kind, StreamingNode node, IReadOnlyDictionary<string, string> headers, string hub = "/hub")
    {
        var client = new StreamClient();
        client.Run(kind, node, headers, hub);
        Assert.Equal(Subscribers.Welcome, await client.NextAsync());
        return client;
    }

    /// <summary>Gets the next message; <see langword="null"/> when the connection has ended.</summary>
    public async Task<string?> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        return await _messages.Reader.WaitToReadAsync(timeout.Token) && _messages.Reader.TryRead(out var message) ? message : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _closed.Task.WaitAsync(Patience);
        _disposing.Dispose();
    }

    private async void Run(string kind, StreamingNode node, IReadOnlyDictionary<string, string> headers, string hub)
    {
        try
        {
            await (kind switch
            {
                "WebSocket" => ReadSocketAsync(node, headers),
                "server-sent events" => ReadEventsAsync(node, headers),
                "gRPC" => ReadCallAsync(node, headers),
                "hub, WebSockets" => ReadHubAsync(node, hub, headers, HttpTransportType.WebSockets),
                "hub, server-sent events" => ReadHubAsync(node, hub, headers, HttpTransportType.ServerSentEvents),
                _ => ReadHubAsync(node, hub, headers, HttpTransportType.LongPolling),
            });
        }
        catch (Exception exception) when (exception is IOException or WebSocketException or RpcException or HttpRequestException or OperationCanceledException)
        {
            // Each kind of client has its own word for a connection that ended.
        }
        finally
        {
            _messages.Writer.TryComplete();
            _closed.SetResult();
        }
    }

    private async Task ReadSocketAsync(StreamingNode node, IReadOnlyDictionary<string, string> headers)
    {
        using var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await socket.ConnectAsync(new UriBuilder(node.Address) { Scheme = "ws", Path = "/socket" }.Uri, _disposing.Token);
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, _disposing.Token) is { MessageType: not WebSocketMessageType.Close } received)
        {
            Receive(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }

    private async Task ReadEventsAsync(StreamingNode node, IReadOnlyDictionary<string, string> headers)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        foreach (var (name, value) in headers)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        using var reader = new StreamReader(await http.GetStreamAsync("/events", _disposing.Token));
        while (await reader.ReadLineAsync(_disposing.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Receive(line["data: ".Length..]);
            }
        }
    }

    private async Task ReadCallAsync(StreamingNode node, IReadOnlyDictionary<string, string> headers)
    {
        using var channel = GrpcChannel.ForAddress(node.Http2Address);
        var metadata = new Metadata();
        foreach (var (name, value) in headers)
        {
            metadata.Add(name, value);
        }

        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(
            Ticker.WatchMethod, null, new CallOptions(metadata, cancellationToken: _disposing.Token), "");
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            Receive(message);
        }
    }

    private async Task ReadHubAsync(StreamingNode node, string path, IReadOnlyDictionary<string, string> headers, HttpTransportType transport)
    {
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(node.Address, path), transport, options =>
        {
            foreach (var (name, value) in headers)
            {
                options.Headers.Add(name, value);
            }
        }).Build();
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        hub.On<string>(StreamingHub.Message, Receive);
        await hub.StartAsync(_disposing.Token);
        await closed.Task.WaitAsync(_disposing.Token);
    }

    private void Receive(string message) => _messages.Writer.TryWrite(message);
}
