namespace TrackVia.ApiAccess;

/// <summary>The result of a command that can revoke access: a value, or the refusal with its reason (R17). The change is committed.</summary>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
public sealed class RevocationResult<T> : CommandResult<T>
    where T : notnull
{
    internal RevocationResult(T value, FenceResult? fence)
        : base(value) => Fence = fence;

    internal RevocationResult(CommandRefusal refusal)
        : base(refusal)
    {
    }

    /// <summary>
    /// Gets the result of the wait for <see cref="RevocationWait.AllNodes"/>; <see langword="null"/> if the caller did not request that
    /// wait or the command was refused.
    /// </summary>
    public FenceResult? Fence { get; }
}
