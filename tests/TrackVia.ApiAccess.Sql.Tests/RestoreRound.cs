using System.Diagnostics;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>One restore under running nodes: what it was, and what was seen. Times are timestamps of <see cref="Stopwatch"/>.</summary>
/// <param name="Ended">When the restore had ended.</param>
/// <param name="Notices">When each node last noticed that its past is gone; <see langword="null"/> for one that did not.</param>
/// <param name="LostAccepts">When each call with a token that the restored database does not accept was sent, if it was accepted.</param>
/// <param name="Fences">When each fence returned, and when each call with a token that it revoked was sent, if it was accepted.</param>
internal sealed record RestoreRound(
    long Ended, IReadOnlyList<long?> Notices, IReadOnlyList<long> LostAccepts, IReadOnlyList<(long Returned, IReadOnlyList<long> Accepts)> Fences)
{
    /// <summary>Gets the time from the restore to the last node's notice.</summary>
    public TimeSpan LastNotice => AfterRestore(Notices.Max() ?? Ended);

    /// <summary>Gets the time from the restore to the last call that was accepted although the restored database does not accept its token.</summary>
    public TimeSpan LastAccept => AfterRestore(LostAccepts.Append(Ended).Max());

    public int AcceptsBeyondMaxStaleness => LostAccepts.Count(sent => Stopwatch.GetElapsedTime(Ended, sent) > Node.MaxStaleness);

    public int AcceptsAfterFence => Fences.Sum(fence => fence.Accepts.Count(sent => sent > fence.Returned));

    /// <summary>Gets how many fences were complete before every node had noticed.</summary>
    public int EarlyFences => Fences.Count(fence => Notices.Any(noticed => noticed is null || noticed > fence.Returned));

    private TimeSpan AfterRestore(long timestamp) => timestamp <= Ended ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Ended, timestamp);
}
