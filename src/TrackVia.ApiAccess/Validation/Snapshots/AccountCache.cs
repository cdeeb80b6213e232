using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>
/// The accounts in memory, by the text of their API keys: an identifier that never changes (R1) and authorises nothing alone (R3).
/// Two generations bound it: when the young one is full it becomes the old one, and what was old is forgotten.
/// What is used again moves back to the young one, so what is used stays.
/// </summary>
/// <remarks>Reads of the young take no lock. Everything else takes the one lock, so that no eviction misses an account on its way.</remarks>
internal sealed class AccountCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly int _generationSize = Math.Max(1, capacity / 2);
    private volatile Generation _young = new();
    private Generation _old = new();
    private int _era;

    /// <summary>Gets how often everything was forgotten. What was asked of the store in an earlier era is not kept.</summary>
    public int Era => Volatile.Read(ref _era);

    /// <summary>Gets the account of an API key that is known to exist. Allocates nothing.</summary>
    public bool TryGet(string userKey, [MaybeNullWhen(false)] out CachedAccount account) =>
        _young.ByKey.TryGetValue(userKey, out account) || TryPromote(userKey, out account);

    /// <summary>Gets the account that is there, or adds it; one that was found in an earlier era serves its caller only.</summary>
    public CachedAccount GetOrAdd(string userKey, AccountId accountId, int era)
    {
        lock (_gate)
        {
            return era != _era ? new CachedAccount(accountId, _gate)
                : TryGet(userKey, out var present) ? present
                : Add(userKey, new CachedAccount(accountId, _gate));
        }
    }

    /// <summary>Whether the snapshot that gave this very identity is still in memory: then its account was not evicted since.</summary>
    public bool Holds(ApiIdentity identity)
    {
        lock (_gate)
        {
            return (_young.ById.TryGetValue(identity.AccountId, out var account) || _old.ById.TryGetValue(identity.AccountId, out account))
                && account.Snapshot is { } snapshot
                && Array.Exists(snapshot.Entries, entry => ReferenceEquals(entry.Token.Identity, identity));
        }
    }

    /// <summary>Forgets what is known of an account.</summary>
    public void Evict(AccountId accountId)
    {
        lock (_gate)
        {
            if (_young.ById.TryGetValue(accountId, out var account) || _old.ById.TryGetValue(accountId, out account))
            {
                account.Evict();
            }
        }
    }

    /// <summary>Forgets every account, and detaches the loads and look-ups that are under way.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _era++;
            foreach (var account in _young.ById.Values.Concat(_old.ById.Values))
            {
                account.Evict();
            }

            Volatile.Write(ref _old, new Generation());
            _young = new Generation();
        }
    }

    private bool TryPromote(string userKey, [MaybeNullWhen(false)] out CachedAccount account)
    {
        if (!Volatile.Read(ref _old).ByKey.ContainsKey(userKey))
        {
            account = null;
            return false;
        }

        lock (_gate)
        {
            if (_old.ByKey.TryRemove(userKey, out account))
            {
                _old.ById.Remove(account.Id);
                Add(userKey, account);
                return true;
            }

            return _young.ByKey.TryGetValue(userKey, out account);
        }
    }

    private CachedAccount Add(string userKey, CachedAccount account)
    {
        if (_young.ById.Count >= _generationSize)
        {
            Volatile.Write(ref _old, _young);
            _young = new Generation();
        }

        // An account has one key (R1). A second one would be a fault of the store: this throws, and so lets nobody in.
        _young.ById.Add(account.Id, account);
        _young.ByKey.TryAdd(userKey, account);
        return account;
    }

    private sealed class Generation
    {
        public ConcurrentDictionary<ApiKeyText, CachedAccount>.AlternateLookup<ReadOnlySpan<char>> ByKey { get; } =
            new ConcurrentDictionary<ApiKeyText, CachedAccount>(ApiKeyText.Comparer).GetAlternateLookup<ReadOnlySpan<char>>();

        /// <summary>The same accounts, for evictions: read and changed under the lock.</summary>
        public Dictionary<AccountId, CachedAccount> ById { get; } = [];
    }
}
