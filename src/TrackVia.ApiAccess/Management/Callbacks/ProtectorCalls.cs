namespace TrackVia.ApiAccess.Management.Callbacks;

/// <summary>Calls the secret protector, and ensures that it responds in time and returns the requested credential (T43).</summary>
internal sealed class ProtectorCalls(ISecretProtector protector, HostCallbacks callbacks)
{
    private const int MaxLength = 2_048;
    private const string ProtectName = $"{nameof(ISecretProtector)}.{nameof(ISecretProtector.Protect)}";
    private const string UnprotectName = $"{nameof(ISecretProtector)}.{nameof(ISecretProtector.TryUnprotect)}";

    /// <summary>Gets the same calls for commands in a transaction of the host.</summary>
    public ProtectorCalls WhenJoined => new(protector, callbacks.WhenJoined);

    /// <summary>Encrypts a credential.</summary>
    /// <exception cref="HostCallbackException">The protector failed.</exception>
    public async Task<string> ProtectAsync(Credential credential, SecretPurpose purpose, CancellationToken cancellationToken)
    {
        var text = await callbacks.RunAsync<string?>(
            ProtectName, _ => new(protector.Protect(credential, purpose)), cancellationToken).ConfigureAwait(false);
        return text?.Length switch
        {
            null => throw callbacks.Unusable(ProtectName, "null instead of a text"),
            0 or > MaxLength => throw callbacks.Unusable(ProtectName, $"a text of {text.Length} characters instead of 1 to {MaxLength}"),
            _ => text,
        };
    }

    /// <summary>Decrypts a credential; returns <see langword="null"/> if its protection key is lost.</summary>
    /// <exception cref="HostCallbackException">
    /// The protector failed, or returned another credential than the one with this digest.
    /// </exception>
    public async Task<Credential?> UnprotectAsync(
        string protectedSecret, SecretPurpose purpose, CredentialDigest digest, CancellationToken cancellationToken)
    {
        var (isOpen, credential) = await callbacks.RunAsync<(bool, Credential?)>(
            UnprotectName,
            _ => new((protector.TryUnprotect(protectedSecret, purpose, out var opened), opened)),
            cancellationToken).ConfigureAwait(false);
        return !isOpen ? null
            : credential?.Digest == digest ? credential
            : throw callbacks.Unusable(UnprotectName, "another credential than the one that it protected");
    }
}
