using System.Text;
using Grpc.Core;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>A gRPC service with one server stream of texts, bound by hand: it needs no generated code.</summary>
[BindServiceMethod(typeof(Ticker), nameof(Bind))]
internal abstract class Ticker
{
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    public static Method<string, string> WatchMethod { get; } = new(MethodType.ServerStreaming, nameof(Ticker), nameof(Watch), Text, Text);

    public static void Bind(ServiceBinderBase binder, Ticker? service) => binder.AddMethod(
        WatchMethod, service is null ? null : new ServerStreamingServerMethod<string, string>(service.Watch));

    public abstract Task Watch(string request, IServerStreamWriter<string> responses, ServerCallContext context);
}

internal sealed class TickerService(Subscribers subscribers) : Ticker
{
    public override async Task Watch(string request, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        await foreach (var message in subscribers.ReadAsync(context.CancellationToken))
        {
            await responses.WriteAsync(message, context.CancellationToken);
        }
    }
}
