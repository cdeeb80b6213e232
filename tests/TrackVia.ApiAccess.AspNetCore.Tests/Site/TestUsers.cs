using System.Security.Claims;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>Two accounts, each with the same five users: NAME@ACCOUNT.</summary>
internal sealed class TestUsers : IUserDirectory
{
    private static readonly string[] Names = ["admin", "keeper", "olivia", "integration", "left"];

    /// <summary><c>admin</c> may do all, <c>keeper</c> is a Super Admin without access to user profiles; <c>stranger</c> has no actor.</summary>
    public static CurrentUser? Current(ClaimsPrincipal principal)
    {
        var user = principal.Identities.FirstOrDefault(identity => identity.AuthenticationType == TestSignIn.SchemeName)?.Name?.Split('@') ?? [];
        return user is [var name, var account] && name != "stranger"
            ? new()
            {
                AccountId = AccountId.Parse(account),
                UserId = UserId.Parse($"{name}@{account}"),
                IsSuperAdmin = name is "admin" or "keeper",
                HasUserProfileAccess = name is "admin",
            }
            : null;
    }

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(UsersOf(accountId).SingleOrDefault(user => user.Id == userId));

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        new(search.Apply(UsersOf(accountId)));

    private static IEnumerable<DirectoryUser> UsersOf(AccountId accountId) =>
        Names.Select(name => new DirectoryUser
        {
            Id = UserId.Parse($"{name}@{accountId}"),
            DisplayName = name,
            IsActive = name != "left",
        });
}
