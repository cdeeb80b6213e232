// snippet: user-directory
using TrackVia.ApiAccess;

namespace QuickStart;

/// <summary>The people and programs of the one account that this host has. Another host asks its database.</summary>
internal sealed class Staff : IUserDirectory
{
    private static readonly DirectoryUser[] Users =
    [
        new() { Id = UserId.Parse("ada@acme.example"), DisplayName = "Ada Admin", IsActive = true },
        new() { Id = UserId.Parse("importer@acme.example"), DisplayName = "Nightly importer", IsActive = true },
    ];

    public static AccountId Account { get; } = AccountId.Parse("acme");

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(accountId == Account ? Users.FirstOrDefault(user => user.Id == userId) : null);

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        new(search.Apply(accountId == Account ? Users : []));
}
// end snippet
