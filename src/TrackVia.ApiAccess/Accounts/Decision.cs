namespace TrackVia.ApiAccess;

/// <summary>
/// The decision about a command: one change, a refusal, or no change because the account is already in the requested state.
/// </summary>
/// <remarks><c>default</c> is <see cref="Unchanged"/>.</remarks>
public readonly record struct Decision
{
    private Decision(AccessChange? change, CommandRefusal? refusal)
    {
        Change = change;
        Refusal = refusal;
    }

    /// <summary>Gets the decision that nothing needs to change.</summary>
    public static Decision Unchanged => default;

    /// <summary>Gets the change to commit; <see langword="null"/> if there is none.</summary>
    public AccessChange? Change { get; }

    /// <summary>Gets the refusal; <see langword="null"/> if there is none.</summary>
    public CommandRefusal? Refusal { get; }

    internal static Decision Of(AccessChange change) => new(change, null);

    internal static Decision Refused(CommandRefusal refusal) => new(null, refusal);
}
