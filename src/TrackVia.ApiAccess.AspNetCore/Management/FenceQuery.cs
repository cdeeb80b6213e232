using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

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

/// <summary>What a fenced revocation waited for.</summary>
internal sealed record FenceDocument(bool IsComplete, IReadOnlyList<string> Confirmed, IReadOnlyList<string> WaitedOut, IReadOnlyList<string> Pending)
{
    public static FenceDocument? Of(FenceResult? fence) => fence is null
        ? null
        : new(fence.IsComplete, Texts(fence.Confirmed), Texts(fence.WaitedOut), Texts(fence.Pending));

    private static List<string> Texts(IReadOnlyList<NodeId> nodes) => [.. nodes.Select(node => node.Value)];
}

/// <summary>The answer to a fenced deletion: there is nothing else to tell.</summary>
internal sealed record FencedDocument(FenceDocument Fence);
