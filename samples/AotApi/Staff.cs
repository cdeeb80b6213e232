using TrackVia.ApiAccess;

namespace AotApi;

/// <summary>The users of the one account that this host has.</summary>
internal sealed class Staff : IUserDirectory
{
    public static AccountId Account { get; } = AccountId.Parse("acme");

    public static UserId Admin { get; } = UserId.Parse("ada@acme.example");

    public static UserId Importer { get; } = UserId.Parse("importer@acme.example");

    private static IReadOnlyList<DirectoryUser> Users { get; } =
    [
        new() { Id = Admin, DisplayName = "Ada Admin", IsActive = true },
        new() { Id = Importer, DisplayName = "Nightly importer", IsActive = true },
    ];

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(accountId == Account ? Users.FirstOrDefault(user => user.Id == userId) : null);

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        new(search.Apply(accountId == Account ? Users : []));
}
