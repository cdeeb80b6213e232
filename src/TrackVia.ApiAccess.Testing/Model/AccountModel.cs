using NodaTime;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// A second implementation of the rules R1 to R18 and R27, to compare with the library's aggregate: naive, mutable and independent of it.
/// </summary>
/// <remarks>
/// Users are numbered from 0 to <see cref="LastUser"/>. At first, the host's directory has all of them except 4; 3 is never active, and 5 is
/// <see cref="Self"/>. A <see cref="SetInDirectory"/> changes what the directory has.
/// Tokens are numbered from 0 in the order of their creation, and keep their number when they are deleted. Not safe for use by several
/// threads at once.
/// </remarks>
public sealed class AccountModel
{
    private readonly Dictionary<int, ModelToken> _tokens = [];
    private readonly Dictionary<int, ModelUser> _users = [];
    private readonly HashSet<int> _directory = [0, 1, 2, Inactive, Self];

    private const int Inactive = 3;

    /// <summary>The number of the user who issues the commands: an active user of the host's directory (R27).</summary>
    public const int Self = 5;

    /// <summary>The highest number of a user.</summary>
    public const int LastUser = Self;

    /// <summary>Gets the first day of every sequence. The clock starts at noon of that day.</summary>
    public static LocalDate FirstDay { get; } = new(2028, 2, 27);

    /// <summary>Gets the current instant of the clock.</summary>
    public Instant Now { get; private set; } = FirstDay.At(LocalTime.Noon).InUtc().ToInstant();

    /// <summary>Gets a value indicating whether the account has its API key.</summary>
    public bool HasApiKey { get; private set; }

    /// <summary>Gets the number of changes so far, which is the account's version.</summary>
    public int Changes { get; private set; }

    /// <summary>Gets the number of tokens ever created, which is the number of the next one.</summary>
    public int Created { get; private set; }

    /// <summary>Gets the existing tokens, by number.</summary>
    public IReadOnlyDictionary<int, ModelToken> Tokens => _tokens;

    /// <summary>Gets the users about whom anything is recorded, by number.</summary>
    public IReadOnlyDictionary<int, ModelUser> Users => _users;

    /// <summary>Determines whether the host's directory has a user at present.</summary>
    /// <param name="user">The user's number.</param>
    /// <returns><see langword="true"/> if the directory has the user; otherwise, <see langword="false"/>.</returns>
    public bool IsInDirectory(int user) => _directory.Contains(user);

    /// <summary>Determines whether a user is verified and enabled in the host's directory.</summary>
    /// <param name="user">The user's number.</param>
    /// <returns><see langword="true"/> if the user can be designated (R4); otherwise, <see langword="false"/>.</returns>
    public bool IsActive(int user) => IsInDirectory(user) && user != Inactive;

    /// <summary>Runs one command. A <see cref="CreateTokens"/> is one command for each of its tokens: pass it with a count of 1.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The reason for the refusal; <see langword="null"/> if the command is not refused.</returns>
    public CommandRefusalReason? Execute(AccountCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        switch (command)
        {
            case SetClock clock:
                Now = clock.Now;
                return null;
            case SetInDirectory { IsPresent: var isPresent, User: var user }:
                _ = isPresent ? _directory.Add(user) : _directory.Remove(user);
                return null;
        }

        if (command.By == Caller.OrdinaryUser)
        {
            return CommandRefusalReason.SuperAdminRequired;
        }

        if (command.By == Caller.SuperAdminWithoutUserProfiles && command is SetUser or RemoveUser)
        {
            return CommandRefusalReason.UserProfileAccessRequired;
        }

        return command switch
        {
            CreateApiKey => CreateKey(),
            CreateTokens create => Create(create.User, create.Day),
            DeactivateToken deactivate => Deactivate(deactivate.Token),
            ResumeToken resume => Resume(resume.Token),
            DeleteToken delete => Delete(delete.Token),
            RevealToken reveal => Reveal(reveal.Token),
            SetUser set => Set(set),
            RemoveUser remove => Remove(remove.User),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The model does not have this command."),
        };
    }

    // R1
    private CommandRefusalReason? CreateKey()
    {
        if (HasApiKey)
        {
            return CommandRefusalReason.ApiKeyExists;
        }

        HasApiKey = true;
        return Changed();
    }

    // R10 to R13
    private CommandRefusalReason? Create(int user, int day)
    {
        var expiresOn = FirstDay.PlusDays(day);
        if (Midnight(expiresOn) <= Now)
        {
            return CommandRefusalReason.ExpirationNotInFuture;
        }

        if (!_users.TryGetValue(user, out var facts) || !facts.IsApiUser)
        {
            return CommandRefusalReason.UserNotApiUser;
        }

        if (!facts.IsEnabled)
        {
            return CommandRefusalReason.UserDisabled;
        }

        if (_tokens.Count == 100)
        {
            return CommandRefusalReason.TokenLimitReached;
        }

        _tokens.Add(Created, new ModelToken(user, expiresOn, false));
        Created++;
        return Changed();
    }

    // R15 to R17
    private CommandRefusalReason? Deactivate(int number)
    {
        if (!_tokens.TryGetValue(number, out var token))
        {
            return CommandRefusalReason.TokenNotFound;
        }

        if (IsExpired(token))
        {
            return CommandRefusalReason.TokenExpired;
        }

        if (token.IsDeactivated)
        {
            return CommandRefusalReason.TokenAlreadyDeactivated;
        }

        _tokens[number] = token with { IsDeactivated = true };
        return Changed();
    }

    private CommandRefusalReason? Resume(int number)
    {
        if (!_tokens.TryGetValue(number, out var token))
        {
            return CommandRefusalReason.TokenNotFound;
        }

        if (IsExpired(token))
        {
            return CommandRefusalReason.TokenExpired;
        }

        if (!token.IsDeactivated)
        {
            return CommandRefusalReason.TokenAlreadyActive;
        }

        _tokens[number] = token with { IsDeactivated = false };
        return Changed();
    }

    private CommandRefusalReason? Delete(int number)
    {
        if (!_tokens.TryGetValue(number, out var token))
        {
            return CommandRefusalReason.TokenNotFound;
        }

        if (!token.IsDeactivated && !IsExpired(token))
        {
            return CommandRefusalReason.TokenStillActive;
        }

        _tokens.Remove(number);
        return Changed();
    }

    // R14
    private CommandRefusalReason? Reveal(int number)
    {
        if (!_tokens.ContainsKey(number))
        {
            return CommandRefusalReason.TokenNotFound;
        }

        return number % 2 == 0 ? Changed() : CommandRefusalReason.SecretNotKept;
    }

    // R4, R9, R27
    private CommandRefusalReason? Set(SetUser set)
    {
        var before = _users.GetValueOrDefault(set.User, new ModelUser(false, true));
        var after = new ModelUser(set.IsApiUser ?? before.IsApiUser, set.IsEnabled ?? before.IsEnabled);
        var becomesApiUser = !before.IsApiUser && after.IsApiUser;
        if (set.User == Self && (becomesApiUser || (before.IsEnabled && !after.IsEnabled)))
        {
            return CommandRefusalReason.ActorIsUser;
        }

        var isGranted = becomesApiUser || (after.IsEnabled && !before.IsEnabled);
        var isRecorded = _users.ContainsKey(set.User) || _tokens.Values.Any(token => token.User == set.User);
        if (!IsInDirectory(set.User) && (isGranted || !isRecorded))
        {
            return CommandRefusalReason.UserNotFound;
        }

        if (after == before)
        {
            return null;
        }

        if (becomesApiUser && (!IsActive(set.User) || !after.IsEnabled))
        {
            return CommandRefusalReason.UserNotActive;
        }

        _users[set.User] = after;
        return Changed();
    }

    // R9, R27
    private CommandRefusalReason? Remove(int user)
    {
        if (user == Self)
        {
            return CommandRefusalReason.ActorIsUser;
        }

        var working = _tokens.Where(token => token.Value.User == user && !token.Value.IsDeactivated).Select(token => token.Key).ToList();
        if (!_users.Remove(user) && working.Count == 0)
        {
            return null;
        }

        working.ForEach(number => _tokens[number] = _tokens[number] with { IsDeactivated = true });
        return Changed();
    }

    private static Instant Midnight(LocalDate date) => Instant.FromUtc(date.Year, date.Month, date.Day, 0, 0);

    private bool IsExpired(ModelToken token) => Now >= Midnight(token.ExpiresOn);

    private CommandRefusalReason? Changed()
    {
        Changes++;
        return null;
    }
}

/// <summary>A token in the model.</summary>
/// <param name="User">The number of the token's user.</param>
/// <param name="ExpiresOn">The token's expiration date.</param>
/// <param name="IsDeactivated">Whether the token is deactivated.</param>
public sealed record ModelToken(int User, LocalDate ExpiresOn, bool IsDeactivated);

/// <summary>A user in the model.</summary>
/// <param name="IsApiUser">Whether the user is an API User.</param>
/// <param name="IsEnabled">Whether the user is enabled.</param>
public sealed record ModelUser(bool IsApiUser, bool IsEnabled);
