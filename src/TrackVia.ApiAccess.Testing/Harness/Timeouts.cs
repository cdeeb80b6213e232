namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>Turns an endless wait into a reported failure.</summary>
internal static class Timeouts
{
    public static async Task WithTimeout(this Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(timeout, TimeProvider.System, enough.Token);
        if (await Task.WhenAny(task, timer).ConfigureAwait(false) != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ExpectationFailedException($"a result within {timeout}", "it hangs");
        }

        await enough.CancelAsync().ConfigureAwait(false);
        await task.ConfigureAwait(false);
    }
}
