using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>A user directory that needs a scope: each call creates its own scope.</summary>
internal sealed class ScopedUserDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceScopeFactory scopes)
    : IUserDirectory
    where T : class, IUserDirectory
{
    public async ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
    {
        await using var directory = new ScopedInstance<T>(scopes);
        return await directory.Value.FindAsync(accountId, userId, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<DirectoryUser>> FindManyAsync(
        AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken)
    {
        await using var directory = new ScopedInstance<T>(scopes);
        return await directory.Value.FindManyAsync(accountId, userIds, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken)
    {
        await using var directory = new ScopedInstance<T>(scopes);
        return await directory.Value.SearchAsync(accountId, search, cancellationToken).ConfigureAwait(false);
    }
}
