using NodaTime;

namespace TrackVia.ApiAccess.Tests.Model;

/// <summary>The rules once more, naively: mutable facts and plain conditions, so that the domain can be compared with it.</summary>
internal sealed class AccountModel
{
    public int Changes { get; private set; }

    public bool HasKey { get; private set; }

    public Dictionary<UserId, (bool IsApiUser, bool IsEnabled)> Users { get; } = [];

    public Dictionary<AuthTokenId, Token> Tokens { get; } = [];

    /// <summary>The users whom the host's directory does not have.</summary>
    public HashSet<UserId> Gone { get; } = [];

    public CommandRefusalReason? CreateKey()
    {
        if (HasKey)
        {
            return CommandRefusalReason.ApiKeyExists;
        }

        HasKey = true;
        return Changed();
    }

    /// <summary>Why a token cannot be created; null when it can, and then <see cref="AddToken"/> tells of it.</summary>
    public CommandRefusalReason? RefusalToCreate(UserId user, LocalDate expiresOn, Instant now)
    {
        var (isApiUser, isEnabled) = Users.GetValueOrDefault(user, (false, true));
        return Midnight(expiresOn) <= now ? CommandRefusalReason.ExpirationNotInFuture
            : !isApiUser ? CommandRefusalReason.UserNotApiUser
            : !isEnabled ? CommandRefusalReason.UserDisabled
            : Tokens.Count == 100 ? CommandRefusalReason.TokenLimitReached
            : null;
    }

    public void AddToken(AuthTokenId id, UserId user, LocalDate expiresOn)
    {
        Tokens.Add(id, new Token(user, Midnight(expiresOn)));
        Changed();
    }

    public CommandRefusalReason? Pull(AuthTokenTrigger trigger, AuthTokenId id, Instant now)
    {
        if (!Tokens.TryGetValue(id, out var token))
        {
            return CommandRefusalReason.TokenNotFound;
        }

        var isExpired = now >= token.ExpiresAt;
        if (trigger is AuthTokenTrigger.Delete)
        {
            if (!isExpired && !token.IsDeactivated)
            {
                return CommandRefusalReason.TokenStillActive;
            }

            Tokens.Remove(id);
            return Changed();
        }

        if (isExpired)
        {
            return CommandRefusalReason.TokenExpired;
        }

        var deactivate = trigger is AuthTokenTrigger.Deactivate;
        if (token.IsDeactivated == deactivate)
        {
            return deactivate ? CommandRefusalReason.TokenAlreadyDeactivated : CommandRefusalReason.TokenAlreadyActive;
        }

        token.IsDeactivated = deactivate;
        return Changed();
    }

    public CommandRefusalReason? Reveal(AuthTokenId id) => Tokens.ContainsKey(id) ? CommandRefusalReason.SecretNotKept : CommandRefusalReason.TokenNotFound;

    public CommandRefusalReason? SetUser(UserId id, bool? isApiUser, bool? isEnabled)
    {
        var before = Users.GetValueOrDefault(id, (IsApiUser: false, IsEnabled: true));
        var after = (IsApiUser: isApiUser ?? before.IsApiUser, IsEnabled: isEnabled ?? before.IsEnabled);
        var becomesApiUser = after.IsApiUser && !before.IsApiUser;
        if (id == Acme.Admin && (becomesApiUser || (before.IsEnabled && !after.IsEnabled)))
        {
            return CommandRefusalReason.ActorIsUser;
        }

        var isGranted = becomesApiUser || (after.IsEnabled && !before.IsEnabled);
        if (Gone.Contains(id) && (isGranted || (!Users.ContainsKey(id) && Tokens.Values.All(token => token.User != id))))
        {
            return CommandRefusalReason.UserNotFound;
        }

        if (after == before)
        {
            return null;
        }

        if (becomesApiUser && !after.IsEnabled)
        {
            return CommandRefusalReason.UserNotActive;
        }

        Users[id] = after;
        return Changed();
    }

    public CommandRefusalReason? RemoveUser(UserId id)
    {
        if (id == Acme.Admin)
        {
            return CommandRefusalReason.ActorIsUser;
        }

        var tokens = Tokens.Values.Where(token => token.User == id && !token.IsDeactivated).ToList();
        if (!Users.Remove(id) && tokens.Count == 0)
        {
            return null;
        }

        tokens.ForEach(token => token.IsDeactivated = true);
        return Changed();
    }

    private static Instant Midnight(LocalDate date) => Instant.FromUtc(date.Year, date.Month, date.Day, 0, 0);

    private CommandRefusalReason? Changed()
    {
        Changes++;
        return null;
    }

    internal sealed class Token(UserId user, Instant expiresAt)
    {
        public UserId User => user;

        public Instant ExpiresAt => expiresAt;

        public bool IsDeactivated { get; set; }
    }
}
