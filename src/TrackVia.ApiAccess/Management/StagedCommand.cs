using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>A command that was executed in a transaction of the host: what it staged, and its result.</summary>
internal sealed class StagedCommand
{
    public required Actor Actor { get; init; }

    /// <summary>Gets the name and the arguments of the command.</summary>
    public required object Signature { get; init; }

    public required IJoinedTransaction Transaction { get; init; }

    /// <summary>Gets the staged change; <see langword="null"/> if the command was refused, or there was nothing to change.</summary>
    public AccessChange? Change { get; init; }

    /// <summary>Gets the account after <see cref="Change"/>.</summary>
    public AccountAccess? After { get; init; }

    /// <summary>Gets the position of <see cref="Change"/> once it is committed.</summary>
    public FeedMark? Mark { get; init; }

    /// <summary>
    /// Gets the command of this transaction whose effect this command found, if there was nothing left to change: without its change, this
    /// command would have one.
    /// </summary>
    public StagedCommand? DependsOn { get; init; }

    public bool IsRefused { get; init; }

    /// <summary>Gets a value indicating whether the result may be used only once the change is committed.</summary>
    public bool IsDisclosure { get; init; }

    /// <summary>Gets or sets the <see cref="StagedResult{T}"/>.</summary>
    public object? Result { get; set; }

    public bool IsCompleted { get; set; }

    /// <summary>Gets the command whose change must be committed.</summary>
    public StagedCommand? Source => Change is not null ? this : DependsOn;

    /// <summary>Determines whether two commands request the same for the same account.</summary>
    public bool Requests(Actor actor, object signature) => Actor.AccountId == actor.AccountId && Signature.Equals(signature);
}
