namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>Measures contenders by turns, round by round: what disturbs the machine then disturbs all of them, and their ratio stays.</summary>
internal static class Turns
{
    /// <param name="warmUpRounds">How many rounds come before those that count.</param>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="contenders">Each runs its operations once around and gives what one cost; in which unit is its own matter.</param>
    /// <returns>The figures, in the order of the contenders.</returns>
    public static async Task<IReadOnlyList<Figures>> TakeAsync(int warmUpRounds, int rounds, params IReadOnlyList<Func<Task<double>>> contenders)
    {
        var figures = contenders.Select(_ => new List<double>(rounds)).ToArray();
        for (var round = -warmUpRounds; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                // Each begins a round as often as any other.
                var contender = (turn + round + warmUpRounds) % contenders.Count;
                var figure = await contenders[contender]();
                if (round >= 0)
                {
                    figures[contender].Add(figure);
                }
            }
        }

        return [.. figures.Select(figure => new Figures(figure))];
    }
}
