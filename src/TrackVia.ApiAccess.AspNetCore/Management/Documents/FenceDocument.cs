using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The nodes that a fenced revocation waited for.</summary>
internal sealed record FenceDocument(bool IsComplete, IReadOnlyList<string> Confirmed, IReadOnlyList<string> WaitedOut, IReadOnlyList<string> Pending)
{
    public static FenceDocument? Of(FenceResult? fence) => fence is null
        ? null
        : new(fence.IsComplete, Texts(fence.Confirmed), Texts(fence.WaitedOut), Texts(fence.Pending));

    private static List<string> Texts(IReadOnlyList<NodeId> nodes) => [.. nodes.Select(node => node.Value)];
}
