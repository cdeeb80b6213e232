namespace TrackVia.ApiAccess;

/// <summary>What came of a command: one change, a refusal, or nothing to do because it is so already.</summary>
/// <remarks><c>default</c> is <see cref="Unchanged"/>.</remarks>
public readonly record struct Decision
{
    private Decision(AccessChange? change, CommandRefusal? refusal)
    {
        Change = change;
        Refusal = refusal;
    }

    /// <summary>Gets the decision that there is nothing to do.</summary>
    public static Decision Unchanged => default;

    /// <summary>Gets the change to commit, if there is one.</summary>
    public AccessChange? Change { get; }

    /// <summary>Gets the refusal, if there is one.</summary>
    public CommandRefusal? Refusal { get; }

    internal static Decision Of(AccessChange change) => new(change, null);

    internal static Decision Refused(CommandRefusal refusal) => new(null, refusal);
}
