using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>
/// Puts the handlers around all others of a client, regardless of the order in which these were added: the target is checked before a service name is resolved, and
/// credentials are added last, so that no other handler sees them.
/// </summary>
internal sealed class ApiAccessHandlerFilter(IOptionsMonitor<ApiAccessClientOptions> options, string clientName) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name == clientName && !builder.AdditionalHandlers.Any(handler => handler is ApiAccessClientHandler))
        {
            builder.AdditionalHandlers.Insert(0, new ApiAccessTargetHandler(options, clientName));
            builder.AdditionalHandlers.Add(new ApiAccessClientHandler(options, clientName));
        }
    };
}
