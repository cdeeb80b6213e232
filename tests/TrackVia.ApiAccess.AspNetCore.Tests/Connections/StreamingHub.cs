using Microsoft.AspNetCore.SignalR;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

internal sealed class StreamingHub : Hub
{
    public const string Message = "message";

    public override Task OnConnectedAsync() => Clients.Caller.SendAsync(Message, Subscribers.Welcome);
}
