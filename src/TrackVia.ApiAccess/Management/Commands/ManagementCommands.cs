using TrackVia.ApiAccess.Management.Callbacks;
using TrackVia.ApiAccess.Nodes;

namespace TrackVia.ApiAccess.Management.Commands;

/// <summary>Creates the commands of Super Admins. Every command that changes an account is created here.</summary>
internal sealed class ManagementCommands(NodeServices services, HostCalls host)
{
    public ManagementCommand<DisplayedApiKey> CreateApiKey(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor, nameof(CreateApiKey), async (account, cancellationToken) =>
        {
            var key = Credential.Generate(CredentialKind.ApiKey);
            var protectedSecret = await host.Protector.ProtectAsync(key, SecretPurpose.ApiKey(account.Id), cancellationToken).ConfigureAwait(false);
            return new(
                account.DecideCreateApiKey(Stamp(actor), key.Digest, protectedSecret),
                after => new DisplayedApiKey(key, after.ApiKey!.CreatedAt));
        });
    }

    public ManagementCommand<IssuedAuthToken> CreateToken(Actor actor, NewAuthToken request)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        return new(actor, (nameof(CreateToken), request), async (account, cancellationToken) =>
        {
            var id = AuthTokenId.New();
            var secret = Credential.Generate(CredentialKind.AuthToken);
            var protectedSecret = services.Options.KeepTokenSecrets
                ? await host.Protector.ProtectAsync(secret, SecretPurpose.AuthToken(account.Id, id), cancellationToken).ConfigureAwait(false)
                : null;
            return new(
                account.DecideCreateToken(Stamp(actor), request, id, secret, protectedSecret),
                after => new IssuedAuthToken(after.FindToken(id)!, secret));
        });
    }

    public ManagementCommand<AuthToken> DeactivateToken(Actor actor, AuthTokenId tokenId) => Create(
        actor,
        (nameof(DeactivateToken), tokenId),
        (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Deactivate),
        after => after.FindToken(tokenId)!);

    public ManagementCommand<AuthToken> ResumeToken(Actor actor, AuthTokenId tokenId) => Create(
        actor,
        (nameof(ResumeToken), tokenId),
        (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Resume),
        after => after.FindToken(tokenId)!);

    public ManagementCommand<AuthTokenId> DeleteToken(Actor actor, AuthTokenId tokenId) => Create(
        actor,
        (nameof(DeleteToken), tokenId),
        (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Delete),
        _ => tokenId);

    public ManagementCommand<Credential> RevealToken(Actor actor, AuthTokenId tokenId)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor, (nameof(RevealToken), tokenId), async (account, cancellationToken) =>
        {
            var decision = account.DecideRevealToken(Stamp(actor), tokenId);
            var secret = decision.Refusal is null && account.FindToken(tokenId) is { } token
                ? await host.Protector
                    .UnprotectAsync(token.ProtectedSecret!, SecretPurpose.AuthToken(account.Id, tokenId), token.Digest, cancellationToken).ConfigureAwait(false)
                : null;
            return new(
                secret is null && decision.Refusal is null ? Decision.Refused(CommandRefusal.ProtectionKeyLost) : decision, _ => secret!);
        })
        {
            IsDisclosure = true,
        };
    }

    public ManagementCommand<UserAccess> SetUserAccess(Actor actor, UserId userId, UserAccessChange change)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(change);
        DirectoryUser? directoryUser = null;
        return new(actor, (nameof(SetUserAccess), userId, change), async (account, cancellationToken) =>
        {
            var decision = Decide(account);
            if (directoryUser is null && decision.Refusal?.Reason is CommandRefusalReason.UserNotFound)
            {
                // Only if the account's own facts do not suffice, and once for all attempts.
                directoryUser = change.IsApiUser is true || change.IsEnabled is true
                    ? await host.Directory.FindAsync(actor.AccountId, userId, cancellationToken).ConfigureAwait(false)
                    : await host.Directory.FindToRevokeAsync(actor.AccountId, userId, cancellationToken).ConfigureAwait(false);
                decision = Decide(account);
            }

            return new(decision, after => after.GetUser(userId));
        });

        Decision Decide(AccountAccess account) =>
            account.DecideUserAccess(Stamp(actor), userId, directoryUser, change.IsApiUser, change.IsEnabled);
    }

    public ManagementCommand<UserId> RemoveUser(Actor actor, UserId userId) => Create(
        actor, (nameof(RemoveUser), userId), (account, stamp) => account.DecideRemoveUser(stamp, userId), _ => userId);

    /// <summary>Creates a command that needs no service of the host.</summary>
    private ManagementCommand<T> Create<T>(
        Actor actor, object signature, Func<AccountAccess, ChangeStamp, Decision> decide, Func<AccountAccess, T> select)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor, signature, (account, _) => ValueTask.FromResult(new Attempt<T>(decide(account, Stamp(actor)), select)));
    }

    private ChangeStamp Stamp(Actor actor) => new(ChangeId.New(), actor, services.Clock.GetCurrentInstant());
}
