using NodaTime;

namespace TrackVia.ApiAccess.Validation;

/// <summary>A token of a snapshot, and its place among those whose use is to be written down: a link of a stack without locks.</summary>
internal sealed class UsedToken(ApiIdentity identity)
{
    /// <summary>Below the last one of a stack: whoever has no next one is in no stack.</summary>
    private static readonly UsedToken Bottom = new(null!);

    private volatile UsedToken? _next;

    public ApiIdentity Identity => identity;

    /// <summary>When it was first used since it was last taken from the stack.</summary>
    public Instant At { get; private set; }

    /// <summary>Whether the use is noted already. Usually it is, and this is all that a validation pays.</summary>
    public bool IsNoted => _next is not null;

    /// <summary>Puts the token on a stack, unless another thread does.</summary>
    public void Push(ref UsedToken? top, Instant at)
    {
        if (Interlocked.CompareExchange(ref _next, Bottom, null) is not null)
        {
            return;
        }

        At = at;
        UsedToken? below;
        do
        {
            below = Volatile.Read(ref top);
            _next = below ?? Bottom;
        }
        while (Interlocked.CompareExchange(ref top, this, below) != below);
    }

    /// <summary>Takes all from a stack: what is used from then on is noted anew.</summary>
    public static IEnumerable<(ApiIdentity Identity, Instant At)> TakeAll(ref UsedToken? top)
    {
        var uses = new List<(ApiIdentity, Instant)>();
        var token = Interlocked.Exchange(ref top, null);
        while (token is not null && token != Bottom)
        {
            uses.Add((token.Identity, token.At));
            var next = token._next;
            token._next = null;
            token = next;
        }

        return uses;
    }
}
