namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// Measures contenders alternately, round by round, so that a disturbance of the machine affects all of them and not their ratio.
/// </summary>
internal static class Turns
{
    /// <param name="warmUpRounds">The number of rounds before those that count.</param>
    /// <param name="rounds">The number of rounds that count.</param>
    /// <param name="contenders">Functions that run one round and return the cost of one operation, in a unit of their own.</param>
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
