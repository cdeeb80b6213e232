using System.Collections.Frozen;
using TrackVia.ApiAccess;

namespace HostApp.Users;

/// <summary>The sample's users: a fixed list where a real host has its database.</summary>
internal sealed class HostUsers : IUserDirectory
{
    private static readonly FrozenDictionary<string, HostUser> ByName =
        new[] { "acme", "globex" }.SelectMany(OfAccount).ToFrozenDictionary(user => user.Id.Value, StringComparer.Ordinal);

    public static IReadOnlyList<AccountId> Accounts { get; } = [AccountId.Parse("acme"), AccountId.Parse("globex")];

    public static HostUser? Find(string? userName) => userName is null ? null : ByName.GetValueOrDefault(userName);

    public static IReadOnlyList<HostUser> Of(AccountId accountId) =>
        [.. ByName.Values.Where(user => user.AccountId == accountId).OrderBy(user => user.Id.Value, StringComparer.Ordinal)];

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(userId.Value) is { } user && user.AccountId == accountId ? Describe(user) : null);

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        ValueTask.FromResult(search.Apply(Of(accountId).Select(Describe)));

    private static IEnumerable<HostUser> OfAccount(string account)
    {
        var accountId = AccountId.Parse(account);
        yield return new(accountId, UserId.Parse($"admin@{account}.example"), "Ada", "Admin", IsSuperAdmin: true);
        yield return new(accountId, UserId.Parse($"olivia@{account}.example"), "Olivia", "Ordinary", IsSuperAdmin: false);
        yield return new(accountId, UserId.Parse($"integration@{account}.example"), "Integration", "Service", IsSuperAdmin: false);
    }

    private static DirectoryUser Describe(HostUser user) => new() { Id = user.Id, DisplayName = user.DisplayName, IsActive = true };
}
