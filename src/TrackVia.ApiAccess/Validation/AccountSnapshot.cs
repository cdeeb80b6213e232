using System.Numerics;
using System.Runtime.InteropServices;
using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Validation;

/// <summary>An immutable picture of an account at a version, indexed by token digest; and R23 as a pure function on it.</summary>
internal sealed class AccountSnapshot
{
    private readonly Entry[] _entries;

    // Open addressing over the digest's first bytes, which are uniform; a slot holds an entry's number from 1. At most half full.
    private readonly byte[] _slots;

    private AccountSnapshot(Entry[] entries)
    {
        _entries = entries;
        _slots = new byte[BitOperations.RoundUpToPowerOf2((uint)(2 * entries.Length) + 1)];
        for (var i = 0; i < entries.Length; i++)
        {
            var slot = FirstSlot(entries[i].Digest);
            while (_slots[slot] != 0)
            {
                slot = NextSlot(slot);
            }

            _slots[slot] = (byte)(i + 1);
        }
    }

    public static AccountSnapshot Of(AccountAccess account) =>
        new([.. account.Tokens.Select(token => new Entry(token, account))]);

    /// <summary>R23: may the token with this digest act at this instant? Allocates nothing.</summary>
    /// <param name="digest">The token's digest.</param>
    /// <param name="now">The instant.</param>
    /// <param name="uses">Where a valid one is noted as used, if anywhere.</param>
    public ValidationResult Judge(in CredentialDigest digest, Instant now, TokenUseRecorder? uses = null)
    {
        // The digest was hashed from what the caller sent: how long this takes tells nothing of a stored secret (T1).
        for (var slot = FirstSlot(digest); _slots[slot] != 0; slot = NextSlot(slot))
        {
            ref readonly var entry = ref _entries[_slots[slot] - 1];
            if (entry.Digest == digest)
            {
                var result = entry.Judge(now);
                if (result.IsValid)
                {
                    uses?.Note(entry.Token, now);
                }

                return result;
            }
        }

        return ValidationResult.Refused(ValidationRefusal.UnknownToken);
    }

    private int FirstSlot(in CredentialDigest digest) => digest.GetHashCode() & (_slots.Length - 1);

    private int NextSlot(int slot) => (slot + 1) & (_slots.Length - 1);

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Entry
    {
        private readonly Instant _expiresAt;
        private readonly ValidationRefusal? _standingRefusal;

        public Entry(AuthToken token, AccountAccess account)
        {
            var user = account.User(token.UserId);
            Digest = token.Digest;
            _expiresAt = token.ExpiresAt;
            Token = new UsedToken(new ApiIdentity(account.Id, token.UserId, token.Id, token.Name));
            _standingRefusal =
                token.IsDeactivated ? ValidationRefusal.TokenDeactivated
                : !user.IsEnabled ? ValidationRefusal.UserDisabled
                : !user.IsApiUser ? ValidationRefusal.UserNotApiUser
                : null;
        }

        public CredentialDigest Digest { get; }

        public UsedToken Token { get; }

        public ValidationResult Judge(Instant now) =>
            now >= _expiresAt ? ValidationResult.Refused(ValidationRefusal.TokenExpired, Token.Identity)
            : _standingRefusal is { } refusal ? ValidationResult.Refused(refusal, Token.Identity)
            : ValidationResult.Valid(Token.Identity);
    }
}
