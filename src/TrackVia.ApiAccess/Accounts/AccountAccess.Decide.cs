using NodaTime;
using TrackVia.ApiAccess.Accounts;

namespace TrackVia.ApiAccess;

// Pure decisions: no clock, no I/O, no randomness. External input is passed in the stamp and the arguments.
public sealed partial class AccountAccess
{
    /// <summary>Decides "Create API Key" (R1, R18).</summary>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="digest">The digest of the new key.</param>
    /// <param name="protectedSecret">The new key, protected for display (R2).</param>
    /// <returns>An <see cref="ApiKeyCreated"/>, or the refusal.</returns>
    public Decision DecideCreateApiKey(ChangeStamp stamp, CredentialDigest digest, string protectedSecret)
    {
        ArgumentException.ThrowIfNullOrEmpty(protectedSecret);
        if (RefusalFor(stamp) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        if (ApiKey is not null)
        {
            return Decision.Refused(CommandRefusal.ApiKeyExists);
        }

        return Decision.Of(new ApiKeyCreated
        {
            Origin = Origin(stamp),
            ApiKey = new ApiKey { Digest = digest, ProtectedSecret = protectedSecret, CreatedAt = stamp.Now },
        });
    }

    /// <summary>Decides "Create Auth Token" (R10 to R12, R18).</summary>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="request">The choices of the Super Admin.</param>
    /// <param name="tokenId">The new token's id.</param>
    /// <param name="secret">The new secret. Only its digest and hint are used, not its text.</param>
    /// <param name="protectedSecret">The secret, protected so that it can be shown again, if the host stores secrets (R14).</param>
    /// <returns>An <see cref="AuthTokenCreated"/>, or the refusal.</returns>
    /// <exception cref="ArgumentException"><paramref name="tokenId"/> is <c>default</c>.</exception>
    public Decision DecideCreateToken(
        ChangeStamp stamp, NewAuthToken request, AuthTokenId tokenId, Credential secret, string? protectedSecret)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(secret);
        if (tokenId == default)
        {
            throw new ArgumentException("A token needs an id; default(AuthTokenId) is none. Make one by AuthTokenId.New().", nameof(tokenId));
        }

        if (RefusalFor(stamp) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        var expiresOn = request.ExpiresOn.WithCalendar(CalendarSystem.Iso);
        var today = stamp.Now.InUtc().Date;
        if (expiresOn <= today)
        {
            return Decision.Refused(CommandRefusal.ExpirationNotInFuture(expiresOn, today));
        }

        var user = GetUser(request.UserId);
        if (!user.IsApiUser)
        {
            return Decision.Refused(CommandRefusal.UserNotApiUser(user.UserId));
        }

        if (!user.IsEnabled)
        {
            return Decision.Refused(CommandRefusal.UserDisabled(user.UserId));
        }

        if (TokenCount >= MaxTokens)
        {
            return Decision.Refused(CommandRefusal.TokenLimitReached);
        }

        return Decision.Of(new AuthTokenCreated
        {
            Origin = Origin(stamp),
            Token = new AuthToken
            {
                Id = tokenId,
                Name = request.Name,
                UserId = request.UserId,
                ExpiresOn = expiresOn,
                CreatedAt = stamp.Now,
                Digest = secret.Digest,
                Hint = secret.Hint,
                ProtectedSecret = protectedSecret,
            },
        });
    }

    /// <summary>Decides Deactivate, Resume or Delete according to <see cref="AuthTokenLifecycle"/> (R15 to R18).</summary>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="trigger">The command. <see cref="AuthTokenTrigger.DateArrives"/> belongs to the clock and is not a command.</param>
    /// <returns>The change, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trigger"/> is not a command.</exception>
    public Decision DecideToken(ChangeStamp stamp, AuthTokenId tokenId, AuthTokenTrigger trigger)
    {
        if (RefusalFor(stamp) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        if (FindToken(tokenId) is not { } token)
        {
            return Decision.Refused(CommandRefusal.TokenNotFound(tokenId));
        }

        if (AuthTokenLifecycle.Decide(token.StateAt(stamp.Now), trigger).RefusalReason is { } reason)
        {
            return Decision.Refused(CommandRefusal.OfLifecycle(tokenId, reason));
        }

        return trigger switch
        {
            AuthTokenTrigger.Deactivate => Decision.Of(new AuthTokenDeactivated { Origin = Origin(stamp), TokenId = tokenId }),
            AuthTokenTrigger.Resume => Decision.Of(new AuthTokenResumed { Origin = Origin(stamp), TokenId = tokenId }),
            AuthTokenTrigger.Delete => Decision.Of(new AuthTokenDeleted { Origin = Origin(stamp), TokenId = tokenId }),
            _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "A command is Deactivate, Resume or Delete."),
        };
    }

    /// <summary>Decides whether a stored secret may be shown again, which is audited (R14, R18).</summary>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="tokenId">The token.</param>
    /// <returns>An <see cref="AuthTokenRevealed"/>, or the refusal.</returns>
    public Decision DecideRevealToken(ChangeStamp stamp, AuthTokenId tokenId)
    {
        if (RefusalFor(stamp) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        if (FindToken(tokenId) is not { } token)
        {
            return Decision.Refused(CommandRefusal.TokenNotFound(tokenId));
        }

        if (token.ProtectedSecret is null)
        {
            return Decision.Refused(CommandRefusal.SecretNotKept(tokenId));
        }

        return Decision.Of(new AuthTokenRevealed { Origin = Origin(stamp), TokenId = tokenId });
    }

    /// <summary>Decides a user's designation and enabled switch (R4, R9, R27).</summary>
    /// <remarks>
    /// Only a change that grants something needs the directory: designating a user, and enabling a user again. Disabling a user and
    /// removing the designation only require that the account has recorded the user or that the directory knows the user.
    /// </remarks>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="userId">The user.</param>
    /// <param name="directoryUser">
    /// The user in the host's directory; <see langword="null"/> if the directory has no such user or was not queried.
    /// </param>
    /// <param name="isApiUser">The new designation; <see langword="null"/> leaves it unchanged.</param>
    /// <param name="isEnabled">The new state of the enabled switch; <see langword="null"/> leaves it unchanged.</param>
    /// <returns>A <see cref="UserAccessChanged"/>, <see cref="Decision.Unchanged"/>, or the refusal.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="userId"/> is <c>default</c>, or <paramref name="directoryUser"/> is another user.
    /// </exception>
    public Decision DecideUserAccess(
        ChangeStamp stamp, UserId userId, DirectoryUser? directoryUser, bool? isApiUser, bool? isEnabled)
    {
        if (userId == default)
        {
            throw new ArgumentException("A user needs an id; default(UserId) is none. Parse one.", nameof(userId));
        }

        if (directoryUser is not null && directoryUser.Id != userId)
        {
            throw new ArgumentException($"The directory gave user '{directoryUser.Id}' for '{userId}'. Ids are compared ordinally.", nameof(directoryUser));
        }

        if (RefusalFor(stamp, needsUserProfiles: true) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        var before = GetUser(userId);
        var after = before with { IsApiUser = isApiUser ?? before.IsApiUser, IsEnabled = isEnabled ?? before.IsEnabled };
        var isDesignated = after.IsApiUser && !before.IsApiUser;
        var isEnabledAgain = after.IsEnabled && !before.IsEnabled;
        var isDisabled = before.IsEnabled && !after.IsEnabled;
        if ((isDesignated || isDisabled) && userId == stamp.Actor.UserId)
        {
            return Decision.Refused(CommandRefusal.ActorIsUser(userId));
        }

        if (directoryUser is null && (isDesignated || isEnabledAgain || !Knows(userId)))
        {
            return Decision.Refused(CommandRefusal.UserNotFound(userId));
        }

        if (after == before)
        {
            return Decision.Unchanged;
        }

        if (isDesignated && !(directoryUser!.IsActive && after.IsEnabled))
        {
            return Decision.Refused(CommandRefusal.UserNotActive(userId));
        }

        return Decision.Of(new UserAccessChanged { Origin = Origin(stamp), User = after });
    }

    /// <summary>Decides the removal of a user, which deactivates the user's tokens in the same change (R9, R27).</summary>
    /// <param name="stamp">The actor, the instant, and the id of the change.</param>
    /// <param name="userId">The user that the host has removed or is removing.</param>
    /// <returns>
    /// A <see cref="UserRemoved"/>, <see cref="Decision.Unchanged"/> if nothing is recorded about the user, or the refusal.
    /// </returns>
    public Decision DecideRemoveUser(ChangeStamp stamp, UserId userId)
    {
        if (RefusalFor(stamp, needsUserProfiles: true) is { } refusal)
        {
            return Decision.Refused(refusal);
        }

        if (userId == stamp.Actor.UserId)
        {
            return Decision.Refused(CommandRefusal.ActorIsUser(userId));
        }

        if (!_users.ContainsKey(userId) && !Tokens.Any(token => token.UserId == userId && !token.IsDeactivated))
        {
            return Decision.Unchanged;
        }

        return Decision.Of(new UserRemoved { Origin = Origin(stamp), UserId = userId });
    }

    /// <summary>Determines whether anything is recorded about a user: facts, or a token.</summary>
    private bool Knows(UserId userId) => _users.ContainsKey(userId) || _tokens.Values.Any(token => token.UserId == userId);

    private ChangeOrigin Origin(ChangeStamp stamp) => new()
    {
        Id = stamp.Id,
        AccountId = Id,
        Version = Version + 1,
        At = stamp.Now,
        By = stamp.Actor.UserId,
    };

    private CommandRefusal? RefusalFor(ChangeStamp stamp, bool needsUserProfiles = false)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        if (stamp.Actor.AccountId != Id)
        {
            throw new ArgumentException(
                $"The actor belongs to account '{stamp.Actor.AccountId}', not to '{Id}'. Load the actor's own account.", nameof(stamp));
        }

        if (stamp.Actor.UserId == default)
        {
            throw new ArgumentException("The actor has no user id, so the history could not record who made the change (R26). Parse one.", nameof(stamp));
        }

        return ManagementPolicy.RefusalFor(stamp.Actor, needsUserProfiles);
    }
}
