using System.Diagnostics.CodeAnalysis;
using TrackVia.ApiAccess.Protection;

namespace TrackVia.ApiAccess.Tests;

/// <summary>A host's directory that does what a test specifies instead of returning a result.</summary>
internal sealed class BrokenDirectory : IUserDirectory
{
    public Func<UserId, ValueTask<DirectoryUser?>> OnFind { get; set; } = id => new(new DirectoryUser
    {
        Id = id,
        DisplayName = id.Value,
        IsActive = true,
    });

    public Func<ValueTask<DirectoryPage>> OnSearch { get; set; } = () => new(new DirectoryPage { Users = [] });

    public int Finds { get; private set; }

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
    {
        Finds++;
        return OnFind(userId);
    }

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) => OnSearch();
}

/// <summary>A protector that does what a test specifies instead of protecting.</summary>
internal sealed class BrokenProtector : ISecretProtector
{
    private readonly EphemeralSecretProtector _inner = new();

    public Func<Credential, string>? OnProtect { get; set; }

    public Func<Credential?>? OnUnprotect { get; set; }

    public string Protect(Credential credential, SecretPurpose purpose) =>
        OnProtect is null ? _inner.Protect(credential, purpose) : OnProtect(credential);

    public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
    {
        if (OnUnprotect is null)
        {
            return _inner.TryUnprotect(protectedSecret, purpose, out credential);
        }

        credential = OnUnprotect()!;
        return true;
    }
}
