using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>What snapshots are for, and that they answer as the store would.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_token_that_is_known_costs_no_call_of_the_store()
    {
        var fleet = await Fleet.StartWarmAsync();
        var (loads, finds, feedReads) = (fleet.Observed.Loads, fleet.Observed.Finds, fleet.Observed.FeedReads);

        for (var i = 0; i < 100; i++)
        {
            Assert.True((await fleet.ValidateAsync()).IsValid);
        }

        Assert.Equal((loads, finds, feedReads), (fleet.Observed.Loads, fleet.Observed.Finds, fleet.Observed.FeedReads));
    }

    [Fact]
    public async Task An_account_is_kept_although_a_newer_version_of_the_library_committed_its_newest_change()
    {
        var fleet = await Fleet.StartAsync();
        var isAsked = new TaskCompletionSource();
        fleet.Observed.BeforeHistory = () =>
        {
            isAsked.TrySetResult();
            throw new StoreUnavailableException("A newer version of the library wrote it.", new NewerFormatException());
        };
        Assert.True((await fleet.ValidateAsync()).IsValid);
        await isAsked.Task;
        var loads = fleet.Observed.Loads;

        for (var i = 0; i < 100; i++)
        {
            Assert.True((await fleet.ValidateAsync()).IsValid);
        }

        Assert.Equal(loads, fleet.Observed.Loads);
    }

    [Fact]
    public async Task What_memory_cannot_decide_has_no_result_without_the_store()
    {
        var fleet = await Fleet.StartAsync();
        Assert.False(fleet.Here.Validator.TryValidate(fleet.Presented(fleet.Token.Secret.Reveal()), out var cold, out var pending));
        Assert.True(cold.IsUnavailable);
        Assert.True((await pending.CompleteAsync()).IsValid);
        var (loads, finds, feedReads) = (fleet.Observed.Loads, fleet.Observed.Finds, fleet.Observed.FeedReads);

        Assert.True(fleet.Here.Validator.TryValidate(fleet.Presented(fleet.Token.Secret.Reveal()), out var valid, out _));
        Assert.Equal(fleet.Token.Token.Id, valid.Identity?.TokenId);
        Assert.True(fleet.Here.Validator.TryValidate(fleet.Presented(null), out var malformed, out _));
        Assert.Equal(CredentialRejection.MalformedToken, malformed.Rejection);
        Assert.False(fleet.Here.Validator.TryValidate(fleet.Presented(Credential.Generate(CredentialKind.AuthToken).Reveal()), out var unknown, out _));
        Assert.True(unknown.IsUnavailable);
        Assert.Equal((loads, finds, feedReads), (fleet.Observed.Loads, fleet.Observed.Finds, fleet.Observed.FeedReads));
    }

    [Fact]
    public async Task Without_snapshots_the_store_is_asked_every_time()
    {
        var fleet = await Fleet.StartAsync(new ApiAccessOptions { UseSnapshots = false });

        for (var i = 1; i <= 10; i++)
        {
            Assert.True((await fleet.ValidateAsync()).IsValid);
            Assert.Equal((i, i, 0), (fleet.Observed.Loads, fleet.Observed.Finds, fleet.Observed.FeedReads));
        }
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task R13_T14_A_token_in_memory_works_exactly_until_midnight_UTC_of_its_date(long nanoseconds, bool works)
    {
        var fleet = await Fleet.StartAsync();
        var midnight = fleet.Token.Token.ExpiresAt;
        fleet.Here.Clock.Reset(midnight - Duration.FromSeconds(1));
        Assert.True((await fleet.ValidateAsync()).IsValid);
        var loads = fleet.Observed.Loads;

        fleet.Here.Clock.Reset(midnight.PlusNanoseconds(nanoseconds));
        var result = await fleet.ValidateAsync();

        Assert.Equal(works, result.IsValid);
        Assert.Equal(works ? null : CredentialRejection.TokenExpired, result.Rejection);
        Assert.Equal(loads, fleet.Observed.Loads);
    }

    [Fact]
    public async Task T24_Many_who_ask_for_a_cold_account_share_one_load_and_each_gets_its_own_answer()
    {
        var fleet = await Fleet.StartAsync();
        var other = await fleet.There.CreateTokenAsync();
        var gate = new TaskCompletionSource();
        fleet.Observed.BeforeLoad = () => gate.Task;

        var mine = Enumerable.Range(0, 50).Select(_ => fleet.ValidateAsync().AsTask()).ToList();
        var others = Enumerable.Range(0, 50).Select(_ => fleet.Here.ValidateAsync(fleet.Key, other.Secret).AsTask()).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(mine), result => Assert.Equal(fleet.Token.Token.Id, result.Identity?.TokenId));
        Assert.All(await Task.WhenAll(others), result => Assert.Equal(other.Token.Id, result.Identity?.TokenId));
        Assert.Equal(1, fleet.Observed.Loads);
    }

    [Fact]
    public async Task T24_One_who_gives_up_takes_nothing_from_those_who_wait_for_the_same_load()
    {
        var fleet = await Fleet.StartAsync();
        var gate = new TaskCompletionSource();
        fleet.Observed.BeforeLoad = () => gate.Task;
        using var impatient = new CancellationTokenSource();

        var givenUp = fleet.Here.Validator.ValidateAsync(fleet.Key.Reveal(), fleet.Token.Secret.Reveal(), cancellationToken: impatient.Token).AsTask();
        var patient = fleet.ValidateAsync().AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        gate.SetResult();

        Assert.True((await patient).IsValid);
    }

    [Fact]
    public async Task R25_A_load_that_failed_is_not_kept()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.BeforeLoad = () => throw new TimeoutException();
        Assert.True((await fleet.ValidateAsync()).IsUnavailable);

        fleet.Observed.BeforeLoad = () => Task.CompletedTask;

        Assert.True((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T30_Few_accounts_are_kept_and_those_in_use_stay()
    {
        var fleet = await Fleet.StartAsync(new ApiAccessOptions { MaxCachedAccounts = 4 });
        fleet.Observed.LoseNotifications();
        var others = new List<(Credential Key, Credential Token)>();
        for (var i = 0; i < 20; i++)
        {
            others.Add(await OpenAsync(fleet.There, AccountId.Parse($"account-{i}")));
        }

        foreach (var (key, token) in others)
        {
            Assert.True((await fleet.Here.ValidateAsync(key, token)).IsValid);
            Assert.True((await fleet.ValidateAsync()).IsValid);
        }

        // Each of the others was loaded once, and the one in use once, though it was old several times.
        Assert.Equal(others.Count + 1, fleet.Observed.Loads);
        Assert.True((await fleet.Here.ValidateAsync(others[0].Key, others[0].Token)).IsValid);
        Assert.Equal(others.Count + 2, fleet.Observed.Loads);

        await fleet.There.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false });
        await fleet.LetItCatchUpAsync();
        Assert.Equal(CredentialRejection.UserDisabled, (await fleet.ValidateAsync()).Rejection);
    }

    [Fact]
    public async Task What_is_judged_in_memory_allocates_nothing()
    {
        var fleet = await Fleet.StartWarmAsync();
        var (key, token) = (fleet.Key.Reveal(), fleet.Token.Secret.Reveal());
        var malformed = token[..^1] + (token[^1] == 'x' ? 'y' : 'x');

        // The first refusals of a kind are logged one by one.
        for (var i = 0; i < RepeatedEventLog<string>.WrittenPerKind; i++)
        {
            Judge();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Judge();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge()
        {
            var valid = fleet.Here.Validator.ValidateAsync(key, token);
            var refused = fleet.Here.Validator.ValidateAsync(key, malformed);
            if (!valid.IsCompletedSuccessfully || !refused.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("The snapshot was not used.");
            }
        }
    }

    internal static async Task<(Credential Key, Credential Token)> OpenAsync(Acme node, AccountId accountId)
    {
        var actor = Acme.SuperAdmin with { AccountId = accountId };
        await node.Manager.SetUserAccessAsync(actor, Acme.Integration, new UserAccessChange { IsApiUser = true });
        var key = (await node.Manager.CreateApiKeyAsync(actor)).Value.Key;
        return (key, (await node.Manager.CreateTokenAsync(actor, Acme.Request())).Value.Secret);
    }
}
