using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>The outcome of a command: a value, or the refusal with its reason (R17).</summary>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
public abstract class CommandResult<T>
    where T : notnull
{
    private readonly T? _value;

    private protected CommandResult(T value) => _value = value;

    private protected CommandResult(CommandRefusal refusal) => Refusal = refusal;

    /// <summary>Gets a value indicating whether the command succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsSuccess => Refusal is null;

    /// <summary>Gets the refusal; <see langword="null"/> if the command succeeded.</summary>
    public CommandRefusal? Refusal { get; }

    /// <summary>Gets a value indicating whether the value may not be used yet.</summary>
    private protected virtual bool IsWithheld => false;

    /// <summary>Gets the value.</summary>
    /// <exception cref="InvalidOperationException">
    /// The command was refused, and the message contains the reason; or it reveals a secret in a transaction of the host, which is not
    /// completed (R26).
    /// </exception>
    public T Value => TryGetValue(out var value)
        ? value
        : throw new InvalidOperationException($"The command was refused, so there is no value. {Refusal} Look at {nameof(IsSuccess)} first.");

    /// <summary>Gets the value, if the command succeeded.</summary>
    /// <param name="value">The value; <c>default</c> when the command was refused.</param>
    /// <returns><see langword="true"/> if the command succeeded; <see langword="false"/> if it was refused.</returns>
    /// <exception cref="InvalidOperationException">
    /// The command reveals a secret in a transaction of the host, which is not completed (R26).
    /// </exception>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool TryGetValue([NotNullWhen(true)] out T? value)
    {
        if (IsWithheld)
        {
            throw new InvalidOperationException(
                "The secret is revealed only once its audit entry is committed (R26). Commit the transaction and complete the staged change first.");
        }

        value = _value;
        return IsSuccess;
    }

    /// <summary>Returns a text that is safe to print: it contains no value.</summary>
    /// <returns>Whether the command succeeded, and the refusal if it did not.</returns>
    public override string ToString() => Refusal is null ? "success" : $"refused: {Refusal}";
}
