using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>Two accounts, each with the same five users: NAME@ACCOUNT.</summary>
internal sealed class TestUsers : IUserDirectory
{
    private static readonly string[] Names = ["admin", "keeper", "olivia", "integration", "left"];

    /// <summary><c>admin</c> may do all, <c>keeper</c> is a Super Admin without access to user profiles; <c>stranger</c> has no actor.</summary>
    public static Actor? Actor(HttpContext context)
    {
        var user = context.User.Identities.FirstOrDefault(identity => identity.AuthenticationType == TestSignIn.SchemeName)?.Name?.Split('@') ?? [];
        return user is [var name, var account] && name != "stranger"
            ? new Actor
            {
                AccountId = AccountId.Parse(account),
                UserId = UserId.Parse($"{name}@{account}"),
                IsSuperAdmin = name is "admin" or "keeper",
                HasUserProfileAccess = name is "admin",
            }
            : null;
    }

    public async ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        (await ListAsync(accountId, cancellationToken)).SingleOrDefault(user => user.Id == userId);

    public ValueTask<IReadOnlyList<DirectoryUser>> ListAsync(AccountId accountId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DirectoryUser>>(
            [.. Names.Select(name => new DirectoryUser
            {
                Id = UserId.Parse($"{name}@{accountId}"),
                DisplayName = name,
                IsActive = name != "left",
            })]);
}
