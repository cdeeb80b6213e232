using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>Persistent stores ask for a protector; no benchmark shows a secret again.</summary>
internal sealed class BenchmarkProtector : ISecretProtector
{
    public string Protect(Credential credential, SecretPurpose purpose) => throw new NotSupportedException();

    public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential) =>
        throw new NotSupportedException();
}
