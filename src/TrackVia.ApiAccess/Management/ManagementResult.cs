namespace TrackVia.ApiAccess;

/// <summary>The result of a command: a value, or the refusal with its reason (R17). The change is committed.</summary>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
public sealed class ManagementResult<T> : CommandResult<T>
    where T : notnull
{
    internal ManagementResult(T value)
        : base(value)
    {
    }

    internal ManagementResult(CommandRefusal refusal)
        : base(refusal)
    {
    }
}
