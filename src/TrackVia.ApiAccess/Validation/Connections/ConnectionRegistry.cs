using NodaTime;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>The open connections of this node, by account. Safe for use by many threads.</summary>
internal sealed class ConnectionRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, HashSet<OpenConnection>> _byAccount = [];
    private Instant _earliestExpiry = Instant.MaxValue;
    private bool _isClosed;

    /// <summary>Gets the instant before which no token of an open connection expires; it may be earlier than the earliest expiry.</summary>
    public Instant EarliestExpiry
    {
        get
        {
            lock (_gate)
            {
                return _earliestExpiry;
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _byAccount.Count == 0;
            }
        }
    }

    public IReadOnlyCollection<AccountId> Accounts
    {
        get
        {
            lock (_gate)
            {
                return [.. _byAccount.Keys];
            }
        }
    }

    /// <summary>Registers a connection; returns <see langword="null"/> if the registry is closed.</summary>
    public OpenConnection? Add(ApiIdentity identity, Action abort)
    {
        var connection = new OpenConnection(this, identity, abort);
        lock (_gate)
        {
            if (_isClosed)
            {
                return null;
            }

            if (!_byAccount.TryGetValue(identity.AccountId, out var connections))
            {
                _byAccount.Add(identity.AccountId, connections = []);
            }

            connections.Add(connection);
            _earliestExpiry = Instant.Min(_earliestExpiry, identity.ExpiresAt);
        }

        return connection;
    }

    /// <summary>Removes a connection.</summary>
    /// <returns><see langword="true"/> if it was registered; otherwise, <see langword="false"/>.</returns>
    public bool Remove(OpenConnection connection)
    {
        var accountId = connection.Identity.AccountId;
        lock (_gate)
        {
            if (!_byAccount.TryGetValue(accountId, out var connections) || !connections.Remove(connection))
            {
                return false;
            }

            if (connections.Count == 0)
            {
                _byAccount.Remove(accountId);
            }

            return true;
        }
    }

    public OpenConnection[] Of(AccountId accountId)
    {
        lock (_gate)
        {
            return _byAccount.TryGetValue(accountId, out var connections) ? [.. connections] : [];
        }
    }

    /// <summary>Returns the connections whose token has expired by now.</summary>
    public OpenConnection[] ExpiredBy(Instant now)
    {
        lock (_gate)
        {
            if (now < _earliestExpiry)
            {
                return [];
            }

            var all = _byAccount.Values.SelectMany(connections => connections).ToLookup(connection => now >= connection.Identity.ExpiresAt);
            _earliestExpiry = all[false].Select(connection => connection.Identity.ExpiresAt).DefaultIfEmpty(Instant.MaxValue).Min();
            return [.. all[true]];
        }
    }

    public OpenConnection[] All()
    {
        lock (_gate)
        {
            return [.. _byAccount.Values.SelectMany(connections => connections)];
        }
    }

    /// <summary>Closes the registry: no further connection can be added.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
