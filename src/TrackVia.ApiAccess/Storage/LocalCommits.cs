using TrackVia.ApiAccess.Accounts;

namespace TrackVia.ApiAccess.Storage;

/// <summary>Tells the validator of this process which accounts its manager tried to change, before the manager's caller hears of it (T25).</summary>
internal sealed class LocalCommits
{
    /// <summary>A commit was tried; it may be stored or not.</summary>
    public event Action<AccountId>? Tried;

    public void Announce(AccountId accountId) => Tried?.Invoke(accountId);
}
