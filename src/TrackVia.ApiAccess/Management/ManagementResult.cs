using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>The result of a command: a value, or the refusal with its reason (R17).</summary>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
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

    /// <summary>Gets a value indicating whether the command succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsSuccess => Refusal is null;

    /// <summary>Gets the refusal; <see langword="null"/> if the command succeeded.</summary>
    public CommandRefusal? Refusal { get; }

    /// <summary>
    /// Gets the result of the wait for <see cref="RevocationWait.AllNodes"/>; <see langword="null"/> if the caller did not request that
    /// wait or the command was refused.
    /// </summary>
    public FenceResult? Fence { get; }

    /// <summary>Gets the value.</summary>
    /// <exception cref="InvalidOperationException">The command was refused; the message contains the reason.</exception>
    public T Value => IsSuccess
        ? _value!
        : throw new InvalidOperationException($"The command was refused, so there is no value. {Refusal} Look at {nameof(IsSuccess)} first.");

    /// <summary>Gets the value, if the command succeeded.</summary>
    /// <param name="value">The value; <c>default</c> when the command was refused.</param>
    /// <returns><see langword="true"/> if the command succeeded; <see langword="false"/> if it was refused.</returns>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool TryGetValue([NotNullWhen(true)] out T? value)
    {
        value = _value;
        return IsSuccess;
    }

    /// <inheritdoc/>
    public override string ToString() => Refusal is null ? "success" : $"refused: {Refusal}";
}
