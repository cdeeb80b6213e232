using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary><c>?fence=true</c>: the response to a revocation is sent when no node can accept the revoked credentials any longer (T25).</summary>
internal static class FenceQuery
{
    public const string Name = "fence";

    /// <summary>Runs a revocation as the query requests. Another value is refused, so that no caller relies on a fence that was not set.</summary>
    public static Task<IResult> WithFenceAsync(this ManagementCall call, Func<RevocationWait, Task<IResult>> handler) => call.QueryText(Name) switch
    {
        null or "false" => handler(RevocationWait.Committed),
        "true" => handler(RevocationWait.AllNodes),
        var other => Task.FromResult<IResult>(FieldErrors.Of(
            Name, $"'{FieldErrors.Shown(other)}' is not a valid value for fence. Use fence=true, or omit it.")),
    };

    /// <summary>Returns 202 where the caller stopped waiting: the change is committed, and not yet confirmed by every node.</summary>
    public static int Status(FenceResult? fence) =>
        fence is { IsComplete: false } ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
}
