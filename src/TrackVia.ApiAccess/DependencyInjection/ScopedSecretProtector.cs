using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>A protector that needs a scope: each call creates its own scope.</summary>
internal sealed class ScopedSecretProtector<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceScopeFactory scopes)
    : ISecretProtector
    where T : class, ISecretProtector
{
    public string Protect(Credential credential, SecretPurpose purpose)
    {
        using var protector = new ScopedInstance<T>(scopes);
        return protector.Value.Protect(credential, purpose);
    }

    public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
    {
        using var protector = new ScopedInstance<T>(scopes);
        return protector.Value.TryUnprotect(protectedSecret, purpose, out credential);
    }
}
