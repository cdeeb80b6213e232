using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>An account with auth tokens that a restored backup may have revived. Immutable.</summary>
public sealed class RevivableAccount
{
    internal RevivableAccount(AccountId id, FeedPosition position, IReadOnlyList<RevivableToken> tokens)
    {
        Id = id;
        Position = position;
        Tokens = tokens;
    }

    /// <summary>Gets the account's id.</summary>
    public AccountId Id { get; }

    /// <summary>Gets the position of the account's first change, from which a later search can continue.</summary>
    public FeedPosition Position { get; }

    /// <summary>Gets the active tokens, at least one and at most 100.</summary>
    public IReadOnlyList<RevivableToken> Tokens { get; }
}
