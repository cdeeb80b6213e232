using System.Globalization;

namespace TrackVia.ApiAccess.Testing;

/// <summary>Commands, one after another, on one account. It prints one numbered step a line.</summary>
/// <param name="Steps">The commands.</param>
public sealed record CommandSequence(IReadOnlyList<AccountCommand> Steps)
{
    /// <summary>Gives the steps.</summary>
    /// <returns>One numbered step a line.</returns>
    public override string ToString() =>
        string.Join('\n', Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {step}")));
}

/// <summary>A sequence that begins with 99 to 101 tokens asked for: the cap of 100 is near (R10).</summary>
/// <param name="Sequence">The sequence.</param>
public sealed record CrowdedSequence(CommandSequence Sequence)
{
    /// <summary>Gives the steps.</summary>
    /// <returns>One numbered step a line.</returns>
    public override string ToString() => Sequence.ToString();
}
