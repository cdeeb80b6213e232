using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary><c>?fence=true</c>: a revocation is answered when no node can accept any more (T25).</summary>
internal static class FenceQuery
{
    public const string Name = "fence";

    /// <summary>Runs a revocation as the query asks. What cannot be read is refused: nobody shall believe in a fence that was not there.</summary>
    public static Task<IResult> WithFenceAsync(this ManagementCall call, Func<RevocationWait, Task<IResult>> handler) => call.QueryText(Name) switch
    {
        null or "false" => handler(RevocationWait.Committed),
        "true" => handler(RevocationWait.AllNodes),
        var other => Task.FromResult<IResult>(FieldErrors.Of(
            Name, $"'{FieldErrors.Shown(other)}' tells not whether to wait until no node can accept any more. Send fence=true, or leave it out.")),
    };

    /// <summary>202 where the caller stopped waiting: the change is made, and on its way to every node.</summary>
    public static int Status(FenceResult? fence) =>
        fence is { IsComplete: false } ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
}
