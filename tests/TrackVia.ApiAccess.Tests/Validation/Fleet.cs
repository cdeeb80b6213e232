using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>Two nodes over one store: one changes, the other validates by snapshots. Its clocks stand still until a test moves them.</summary>
internal sealed class Fleet
{
    private Fleet(ObservedNodes observed, Acme here, Acme there, RecordingTimeProvider thereTime, Credential key, IssuedAuthToken token)
    {
        Observed = observed;
        Here = here;
        There = there;
        ThereTime = thereTime;
        Key = key;
        Token = token;
    }

    /// <summary>How the validating node sees the store.</summary>
    public ObservedNodes Observed { get; }

    /// <summary>The node that validates.</summary>
    public Acme Here { get; }

    /// <summary>Another node, where Super Admins change things.</summary>
    public Acme There { get; }

    /// <summary>The time of the other node, in which its fences wait.</summary>
    public RecordingTimeProvider ThereTime { get; }

    public Credential Key { get; }

    public IssuedAuthToken Token { get; }

    public static async Task<Fleet> StartAsync(ApiAccessOptions? options = null, Func<IApiAccessStore, IApiAccessStore>? thereOver = null)
    {
        IApiAccessStore shared = new InMemoryApiAccessStore();
        var observed = new ObservedNodes(shared);
        var thereTime = new RecordingTimeProvider();
        var there = new Acme(thereOver is null ? shared : thereOver(shared), time: thereTime);
        var key = await there.OpenAsync();
        return new Fleet(observed, new Acme(observed, options), there, thereTime, key, await there.CreateTokenAsync());
    }

    /// <summary>Starts a fleet whose validating node has the account in memory and is not notified of changes.</summary>
    public static async Task<Fleet> StartWarmAsync(ApiAccessOptions? options = null)
    {
        var fleet = await StartAsync(options);
        fleet.Observed.LoseNotifications();
        Assert.True((await fleet.ValidateAsync()).IsValid);
        return fleet;
    }

    public PresentedCredentials Presented(string? token) => new() { ApiKey = Key.Reveal(), AuthToken = token };

    public ValueTask<ValidationResult> ValidateAsync() => Here.ValidateAsync(Key, Token.Secret);

    /// <summary>
    /// Validates after both clocks have advanced. The time then advances until the read of a feed that never responds times out, and no
    /// further: the validation's own timeout, which is longer, must not expire because this machine is slow.
    /// </summary>
    public async Task<ValidationResult> ValidateAfterAsync(TimeSpan time)
    {
        Here.Clock.Advance(Duration.FromTimeSpan(time));
        Here.Time.Advance(time);
        var reads = Observed.FeedReads;
        var validation = ValidateAsync().AsTask();
        var givesUp = Here.Time.GetUtcNow() + new ApiAccessOptions().MaxStaleness + TimeSpan.FromSeconds(1);
        await Eventually.HoldsAsync(() =>
        {
            // Waits until the read that must time out has begun.
            if (Observed.FeedReads > reads && Here.Time.GetUtcNow() < givesUp)
            {
                Here.Time.Advance(TimeSpan.FromMilliseconds(10));
            }

            return Task.FromResult(validation.IsCompleted);
        });
        return await validation;
    }

    /// <summary>Validates an unknown token on the validating node, so that the node reads the feed to its end.</summary>
    public async Task LetItCatchUpAsync()
    {
        var reads = Observed.FeedReads;
        await Here.ValidateAsync(Key, Credential.Generate(CredentialKind.AuthToken));
        Assert.True(Observed.FeedReads > reads);
    }

    /// <summary>Revokes the token on a node, in one of the ways of <see cref="RevocationTests.Revocations"/>.</summary>
    public async Task<FenceResult?> RevokeAsync(Acme node, string revocation, RevocationWait returnWhen = RevocationWait.Committed)
    {
        var (manager, id) = (node.Manager, Token.Token.Id);
        switch (revocation)
        {
            case "deactivate":
                return (await manager.DeactivateTokenAsync(Acme.SuperAdmin, id, returnWhen)).Fence;
            case "delete":
                await manager.DeactivateTokenAsync(Acme.SuperAdmin, id);
                return (await manager.DeleteTokenAsync(Acme.SuperAdmin, id, returnWhen)).Fence;
            case "disable the user":
                return (await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false }, returnWhen)).Fence;
            case "take the designation away":
                return (await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = false }, returnWhen)).Fence;
            default:
                return (await manager.RemoveUserAsync(Acme.SuperAdmin, Acme.Integration, returnWhen)).Fence;
        }
    }

    public Task DeactivateThereAsync() => There.Manager.DeactivateTokenAsync(Acme.SuperAdmin, Token.Token.Id);
}
