using Microsoft.AspNetCore.SignalR;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

internal sealed class StreamingHub(HubDisconnections disconnections) : Hub
{
    public const string Message = "message";

    public override Task OnConnectedAsync() => Clients.Caller.SendAsync(Message, Subscribers.Welcome);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        disconnections.First.TrySetResult();
        return Task.CompletedTask;
    }
}

/// <summary>What the server's side of a hub knows of connections that ended.</summary>
internal sealed class HubDisconnections
{
    public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
