using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>What every decision is given from outside: who asks, when, and the id that a change will bear. Immutable.</summary>
public sealed record ChangeStamp
{
    /// <summary>Makes a stamp.</summary>
    /// <param name="id">The id of the change, if one comes of it.</param>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="now">The instant at which it is judged; cut to whole microseconds, the finest that every store keeps.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> is <c>default</c>.</exception>
    public ChangeStamp(ChangeId id, Actor actor, Instant now)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (id == default)
        {
            throw new ArgumentException("A change needs an id, by which a store knows it again; default(ChangeId) is none. Make one by ChangeId.New().", nameof(id));
        }

        Id = id;
        Actor = actor;
        Now = now.PlusNanoseconds(-(now.InUtc().NanosecondOfDay % NanosecondsPerMicrosecond));
    }

    private const long NanosecondsPerMicrosecond = NodaConstants.NanosecondsPerMillisecond / 1_000;

    /// <summary>Gets the id of the change, if one comes of it.</summary>
    public ChangeId Id { get; }

    /// <summary>Gets who asks.</summary>
    public Actor Actor { get; }

    /// <summary>Gets the instant at which it is judged, in whole microseconds.</summary>
    public Instant Now { get; }
}
