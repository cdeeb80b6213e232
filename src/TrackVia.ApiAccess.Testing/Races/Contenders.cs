namespace TrackVia.ApiAccess.Testing.Races;

/// <summary>Runs contenders that all start together.</summary>
internal static class Contenders
{
    public static async Task<IReadOnlyList<TResult>> RunAsync<T, TResult>(IReadOnlyList<T> contenders, Func<T, int, Task<TResult>> run)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = contenders.Select(async (contender, i) =>
        {
            await start.Task;
            return await run(contender, i);
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(runs);
    }
}
