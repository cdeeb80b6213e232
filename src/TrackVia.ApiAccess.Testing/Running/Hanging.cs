namespace TrackVia.ApiAccess.Testing.Running;

/// <summary>Turns waiting for ever into a failure that is told.</summary>
internal static class Hanging
{
    public static async Task OrHangs(this Task task, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(patience, TimeProvider.System, enough.Token);
        if (await Task.WhenAny(task, timer).ConfigureAwait(false) != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UnmetException($"an end within {patience}", "it hangs");
        }

        await enough.CancelAsync().ConfigureAwait(false);
        await task.ConfigureAwait(false);
    }
}
