using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>
/// The accounts in memory, by the text of their API keys: an identifier that never changes (R1) and by itself authorizes nothing (R3).
/// The cache is bounded by two generations. When the young generation is full, it becomes the old one, and the former old one is dropped.
/// An account that is used again moves back to the young generation, so accounts in use remain cached.
/// </summary>
/// <remarks>
/// Reads of the young generation take no lock. All other operations take the one lock, so that no eviction misses an account that is
/// moving.
/// </remarks>
internal sealed class AccountCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly int _generationSize = Math.Max(1, capacity / 2);
    private volatile Generation _young = new();
    private Generation _old = new();
    private int _era;

    /// <summary>
    /// Gets the number of times that the whole cache was cleared. Results of queries that the store received in an earlier era are not
    /// cached.
    /// </summary>
    public int Era => Volatile.Read(ref _era);

    /// <summary>Returns the account of an API key that is known to exist. Allocates nothing.</summary>
    public bool TryGet(string userKey, [MaybeNullWhen(false)] out CachedAccount account) =>
        _young.ByKey.TryGetValue(userKey, out account) || TryPromote(userKey, out account);

    /// <summary>Returns the cached account, or adds it. An account that was found in an earlier era serves only its caller.</summary>
    public CachedAccount GetOrAdd(string userKey, AccountId accountId, int era)
    {
        lock (_gate)
        {
            return era != _era ? new CachedAccount(accountId, _gate)
                : TryGet(userKey, out var present) ? present
                : Add(userKey, new CachedAccount(accountId, _gate));
        }
    }

    /// <summary>
    /// Determines whether the snapshot that contains this very identity is still in memory, so that its account has not been evicted
    /// since.
    /// </summary>
    public bool Holds(ApiIdentity identity)
    {
        lock (_gate)
        {
            return (_young.ById.TryGetValue(identity.AccountId, out var account) || _old.ById.TryGetValue(identity.AccountId, out account))
                && account.Snapshot is { } snapshot
                && Array.Exists(snapshot.Entries, entry => ReferenceEquals(entry.Token.Identity, identity));
        }
    }

    /// <summary>Evicts an account.</summary>
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

    /// <summary>Evicts every account, and detaches the loads and look-ups in progress.</summary>
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

        // An account has one key (R1). A second key would be a fault of the store: this throws, and so admits no request.
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
