using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore.Connections;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Conventions of endpoints that the scheme <c>ApiAccess</c> protects.</summary>
public static class ApiAccessEndpointConventionBuilderExtensions
{
    /// <summary>Closes the connections of an endpoint or hub when the auth token that opened them ends (R33).</summary>
    /// <remarks>
    /// <para>
    /// For connections that outlive the request's validation: WebSockets, SignalR hubs on every transport, server-sent events, gRPC streams, long
    /// downloads. The node aborts the connection when the token expires, is deactivated or deleted, or when its user is disabled, removed or no
    /// longer an API User; a fenced revocation returns only when such connections are closed, or names the node.
    /// </para>
    /// <para>
    /// A node that could not read the store's changes for <see cref="ApiAccessOptions.MaxStaleness"/> closes
    /// all of them, since any token may have been revoked by then. Requests without an auth token, such as those of a browser session on the same
    /// endpoint, are not affected. Calling it again changes nothing.
    /// </para>
    /// </remarks>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint, hub or group.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">
    /// Thrown when the endpoint is built, not by this call: the scheme <c>ApiAccess</c> is not registered, so that no connection could be tied to its token.
    /// </exception>
    public static TBuilder CloseWhenTokenEnds<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(TokenBoundEndpoint.Wrap);
        return builder;
    }
}
