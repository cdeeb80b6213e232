using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>What an endpoint sends for as long as its connection is open: a welcome, then what is broadcast.</summary>
internal sealed class Subscribers
{
    public const string Welcome = "welcome";

    private readonly ConcurrentDictionary<Channel<string>, bool> _channels = [];

    public void Broadcast(string message)
    {
        foreach (var channel in _channels.Keys)
        {
            channel.Writer.TryWrite(message);
        }
    }

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<string>();
        _channels[channel] = true;
        try
        {
            yield return Welcome;
            await foreach (var message in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            _channels.TryRemove(channel, out _);
        }
    }
}
