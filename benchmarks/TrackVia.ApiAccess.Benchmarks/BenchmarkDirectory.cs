namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>Everybody exists and is active.</summary>
internal sealed class BenchmarkDirectory : IUserDirectory
{
    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DirectoryUser?>(new DirectoryUser { Id = userId, DisplayName = userId.Value, IsActive = true });

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        ValueTask.FromResult(search.Apply([]));
}
