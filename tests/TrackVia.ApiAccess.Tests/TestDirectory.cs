namespace TrackVia.ApiAccess.Tests;

/// <summary>A host's users: everyone exists and is active, except who is named otherwise.</summary>
internal sealed class TestDirectory : IUserDirectory
{
    public HashSet<UserId> Unknown { get; } = [];

    public HashSet<UserId> Inactive { get; } = [];

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(Unknown.Contains(userId) ? null : User(userId));

    public ValueTask<IReadOnlyList<DirectoryUser>> ListAsync(AccountId accountId, CancellationToken cancellationToken) =>
        new([User(Acme.Admin), User(Acme.Integration)]);

    private DirectoryUser User(UserId id) => new() { Id = id, DisplayName = $"User {id}", IsActive = !Inactive.Contains(id) };
}
