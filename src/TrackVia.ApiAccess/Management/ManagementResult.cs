using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>What came of a command: a value, or the refusal with its reason (R17).</summary>
/// <typeparam name="T">What a successful command gives.</typeparam>
public sealed class ManagementResult<T>
    where T : notnull
{
    private readonly T? _value;

    internal ManagementResult(T value, FenceResult? fence = null)
    {
        _value = value;
        Fence = fence;
    }

    internal ManagementResult(CommandRefusal refusal) => Refusal = refusal;

    /// <summary>Gets whether the command was carried out.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsSuccess => Refusal is null;

    /// <summary>Gets why the command was refused; <see langword="null"/> when it was not.</summary>
    public CommandRefusal? Refusal { get; }

    /// <summary>Gets what was waited for, where the call was to return <see cref="RevocationWait.AllNodes"/> and was not refused; else <see langword="null"/>.</summary>
    public FenceResult? Fence { get; }

    /// <summary>Gets the value.</summary>
    /// <exception cref="InvalidOperationException">The command was refused; the message tells why.</exception>
    public T Value => IsSuccess
        ? _value!
        : throw new InvalidOperationException($"The command was refused, so there is no value. {Refusal} Look at {nameof(IsSuccess)} first.");

    /// <summary>Gets the value, if the command was carried out.</summary>
    /// <param name="value">The value; <c>default</c> when the command was refused.</param>
    /// <returns><see langword="true"/> if the command was carried out; <see langword="false"/> if it was refused.</returns>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool TryGetValue([NotNullWhen(true)] out T? value)
    {
        value = _value;
        return IsSuccess;
    }

    /// <inheritdoc/>
    public override string ToString() => Refusal is null ? "success" : $"refused: {Refusal}";
}
