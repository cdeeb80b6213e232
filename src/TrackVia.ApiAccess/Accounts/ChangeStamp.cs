using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>The external input of every decision: the actor, the instant, and the id of the resulting change. Immutable.</summary>
public sealed record ChangeStamp
{
    /// <summary>Initializes a stamp.</summary>
    /// <param name="id">The id of the resulting change, if there is one.</param>
    /// <param name="actor">The user who requests the change.</param>
    /// <param name="now">
    /// The instant of the decision; truncated to whole microseconds, the finest resolution that every store supports.
    /// </param>
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

    /// <summary>Gets the id of the resulting change, if there is one.</summary>
    public ChangeId Id { get; }

    /// <summary>Gets the user who requests the change.</summary>
    public Actor Actor { get; }

    /// <summary>Gets the instant of the decision, in whole microseconds.</summary>
    public Instant Now { get; }
}
