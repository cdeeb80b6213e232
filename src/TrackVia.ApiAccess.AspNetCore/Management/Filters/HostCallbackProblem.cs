using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>The HTTP response to a failed callback of the host.</summary>
internal static class HostCallbackProblem
{
    public static Problem Of(HostCallbackException exception) => new(
        StatusCodes.Status503ServiceUnavailable, $"{exception.Message} Nothing was changed.")
    {
        Reason = "hostCallbackFailed",
    };
}
