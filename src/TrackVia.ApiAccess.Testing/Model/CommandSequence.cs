using System.Globalization;

namespace TrackVia.ApiAccess.Testing;

/// <summary>Commands that are run one after another on one account.</summary>
/// <param name="Steps">The commands.</param>
public sealed record CommandSequence(IReadOnlyList<AccountCommand> Steps)
{
    /// <summary>Returns the steps.</summary>
    /// <returns>The steps, numbered, one on each line.</returns>
    public override string ToString() =>
        string.Join('\n', Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {step}")));
}

/// <summary>A sequence that begins by requesting 99 to 101 tokens, near the cap of 100 (R10).</summary>
/// <param name="Sequence">The sequence.</param>
public sealed record CrowdedSequence(CommandSequence Sequence)
{
    /// <summary>Returns the steps.</summary>
    /// <returns>The steps, numbered, one on each line.</returns>
    public override string ToString() => Sequence.ToString();
}
