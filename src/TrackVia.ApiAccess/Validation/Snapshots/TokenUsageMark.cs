using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The use of one token since usage was last recorded: a link of a lock-free stack.</summary>
/// <remarks>
/// The token of a snapshot derives from it, so that marking a use needs neither an allocation nor another memory access.
/// </remarks>
internal abstract class TokenUsageMark(ApiIdentity identity)
{
    /// <summary>The sentinel below the last mark of a stack: a mark whose <see cref="_next"/> is null is on no stack.</summary>
    private static readonly TokenUsageMark Bottom = new Sentinel();

    private readonly ApiIdentity _identity = identity;
    private volatile TokenUsageMark? _next;
    private Instant _usedAt;
    private IPAddress? _usedFrom;

    public ApiIdentity Identity => _identity;

    /// <summary>
    /// Gets a value indicating whether a use is already marked. It usually is, and a validation then costs only this check.
    /// </summary>
    public bool IsMarked => _next is not null;

    /// <summary>Pushes this mark with a use, unless another thread pushes it with another use.</summary>
    public void Push(ref TokenUsageMark? top, Instant at, IPAddress? clientAddress)
    {
        if (Interlocked.CompareExchange(ref _next, Bottom, null) is not null)
        {
            return;
        }

        _usedAt = at;
        _usedFrom = clientAddress;
        TokenUsageMark? below;
        do
        {
            below = Volatile.Read(ref top);
            _next = below ?? Bottom;
        }
        while (Interlocked.CompareExchange(ref top, this, below) != below);
    }

    /// <summary>Removes all marks from a stack; later uses are marked again.</summary>
    public static IReadOnlyList<TokenUsage> TakeAll(ref TokenUsageMark? top)
    {
        var usages = new List<TokenUsage>();
        var mark = Interlocked.Exchange(ref top, null);
        while (mark is not null && mark != Bottom)
        {
            usages.Add(new TokenUsage
            {
                AccountId = mark._identity.AccountId,
                TokenId = mark._identity.TokenId,
                At = mark._usedAt,
                ClientAddress = mark._usedFrom,
            });
            var next = mark._next;
            mark._usedFrom = null;
            mark._next = null;
            mark = next;
        }

        return usages;
    }

    private sealed class Sentinel() : TokenUsageMark(null!);
}
