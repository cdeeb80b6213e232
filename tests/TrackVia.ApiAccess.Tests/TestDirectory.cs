namespace TrackVia.ApiAccess.Tests;

/// <summary>A host's users: every user exists and is active unless a test specifies otherwise.</summary>
internal sealed class TestDirectory : IUserDirectory
{
    public HashSet<UserId> Unknown { get; } = [];

    public HashSet<UserId> Inactive { get; } = [];

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(Unknown.Contains(userId) ? null : User(userId));

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        new(search.Apply([User(Acme.Integration), User(Acme.Admin)]));

    private DirectoryUser User(UserId id) => new() { Id = id, DisplayName = $"User {id}", IsActive = !Inactive.Contains(id) };
}
