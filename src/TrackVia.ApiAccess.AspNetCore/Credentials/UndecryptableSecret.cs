using System.Buffers;
using System.Buffers.Text;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace TrackVia.ApiAccess.AspNetCore.Credentials;

/// <summary>Finds why Data Protection does not decrypt a text. Each cause has its own remedy (T57).</summary>
internal static class UndecryptableSecret
{
    private const int KeyIdOffset = 4;
    private const int HeaderLength = KeyIdOffset + 16;

    // The beginning of every text of Data Protection, before the id of its key.
    private static ReadOnlySpan<byte> Magic => [0x09, 0xF0, 0xC9, 0xF0];

    public static string Explain(string protectedSecret, IKeyManager? keys)
    {
        if (ReadKeyId(protectedSecret) is not { } keyId)
        {
            return "The stored text was not made by Data Protection, or it is damaged: restore the database from a backup.";
        }

        if (keys is null)
        {
            return "Restore the host's Data Protection keys, or set the application name that they were used with (SetApplicationName).";
        }

        try
        {
            return Explain(keyId, keys.GetAllKeys().FirstOrDefault(key => key.KeyId == keyId));
        }
        catch (Exception exception)
        {
            return $"The Data Protection keys cannot be read: check where the host persists them. The reason: {exception.Message}";
        }
    }

    private static string Explain(Guid keyId, IKey? key)
    {
        if (key is null)
        {
            return $"The Data Protection key {keyId} is not among the keys of this host: restore the keys, or persist them where all nodes and releases find them.";
        }

        if (key.IsRevoked)
        {
            return $"The Data Protection key {keyId} was revoked, so the secrets that it protects can no longer be shown.";
        }

        try
        {
            key.CreateEncryptor();
        }
        catch (Exception exception)
        {
            return $"The Data Protection key {keyId} exists, but cannot be opened: give this process access to the certificate or the store that protects the keys. The reason: {exception.Message}";
        }

        return $"The Data Protection key {keyId} exists, so the text was protected under another application name, or belongs to another account or token. "
            + "Set the name that was used before: services.AddDataProtection().SetApplicationName(...). By default the name is the path of the application's folder, which may change with a release.";
    }

    private static Guid? ReadKeyId(string protectedSecret)
    {
        Span<byte> header = stackalloc byte[HeaderLength + 1];
        var text = protectedSecret.AsSpan(0, Math.Min(protectedSecret.Length, header.Length / 3 * 4));
        return Base64Url.DecodeFromChars(text, header, out _, out var length) is OperationStatus.Done && length >= HeaderLength && header.StartsWith(Magic)
            ? new Guid(header[KeyIdOffset..HeaderLength])
            : null;
    }
}
