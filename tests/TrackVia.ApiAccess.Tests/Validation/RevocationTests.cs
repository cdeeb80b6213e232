using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>A revoked token is dead: at once on the node that did it, elsewhere as soon as a lease can last; and what came to life lives at once.</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan MaxStaleness = new ApiAccessOptions().MaxStaleness;

    public static TheoryData<string> Revocations => ["deactivate", "delete", "disable the user", "take the designation away", "remove the user"];

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task R9_T25_On_the_node_that_revoked_it_a_token_is_dead_when_the_call_returns(string revocation)
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => new TaskCompletionSource().Task;

        await fleet.RevokeAsync(fleet.Here, revocation);

        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task R9_T25_On_another_node_a_token_is_dead_once_the_feed_was_read(string revocation)
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.RevokeAsync(fleet.There, revocation);
        await fleet.LetItCatchUpAsync();

        Assert.NotNull((await fleet.ValidateAsync()).Rejection);
    }

    [Fact]
    public async Task T25_A_change_wakes_the_node_that_reads_the_feed()
    {
        var fleet = await Fleet.StartAsync();
        Assert.True((await fleet.ValidateAsync()).IsValid);

        await fleet.DeactivateThereAsync();

        // Nothing here asks the node to read: it was woken.
        await Eventually.HoldsAsync(async () => !(await fleet.ValidateAsync()).IsValid);
    }

    [Theory]
    [InlineData(CommitFate.Stored)]
    [InlineData(CommitFate.NotStored)]
    public async Task T25_T32_A_commit_whose_answer_was_lost_leaves_no_snapshot_behind(CommitFate fate)
    {
        var store = new BreakingStore();
        var acme = new Acme(store, new ApiAccessOptions { MaxCommitAttempts = 1 });
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        Assert.True((await acme.ValidateAsync(key, token.Secret)).IsValid);

        store.BreakNext(fate is CommitFate.Stored ? Break.UnknownAfterStoring : Break.UnknownBeforeStoring);
        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() =>
            acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id));

        Assert.Equal(fate is CommitFate.NotStored, (await acme.ValidateAsync(key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T26_A_load_that_began_before_a_revocation_here_and_ended_after_it_is_not_kept()
    {
        var fleet = await Fleet.StartAsync();
        var (loaded, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        fleet.Observed.AfterLoad = () =>
        {
            loaded.TrySetResult();
            return gate.Task;
        };
        var slow = fleet.ValidateAsync().AsTask();
        await loaded.Task;
        fleet.Observed.AfterLoad = () => Task.CompletedTask;

        await fleet.Here.Manager.DeactivateTokenAsync(Acme.SuperAdmin, fleet.Token.Token.Id);
        Assert.False((await fleet.ValidateAsync()).IsValid);
        gate.SetResult();
        await slow;

        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T26_A_load_that_began_before_a_revocation_elsewhere_and_ended_after_the_feed_reported_it_is_not_cached()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.LoseNotifications();
        var (key, _) = await SnapshotTests.OpenAsync(fleet.There, AccountId.Parse("globex"));
        var unknown = Credential.Generate(CredentialKind.AuthToken);
        await fleet.Here.ValidateAsync(key, unknown);

        var (loaded, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        fleet.Observed.AfterLoad = () =>
        {
            loaded.TrySetResult();
            return gate.Task;
        };
        var slow = fleet.ValidateAsync().AsTask();
        await loaded.Task;
        fleet.Observed.AfterLoad = () => Task.CompletedTask;
        await fleet.DeactivateThereAsync();
        var reads = fleet.Observed.FeedReads;
        await fleet.Here.ValidateAsync(key, unknown);
        Assert.True(fleet.Observed.FeedReads > reads);
        gate.SetResult();
        await slow;

        Assert.Equal(CredentialRejection.TokenDeactivated, (await fleet.ValidateAsync()).Rejection);
    }

    public static TheoryData<string> FeedFaults => ["it never answers", "it fails"];

    [Theory]
    [MemberData(nameof(FeedFaults))]
    public async Task T27_When_the_feed_is_dead_the_lease_lapses_and_the_store_is_asked(string fault)
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => fault == "it fails" ? throw new StoreUnavailableException() : new TaskCompletionSource().Task;
        await fleet.DeactivateThereAsync();
        Assert.True((await fleet.ValidateAsync()).IsValid);

        var answer = fleet.ValidateAfterAsync(MaxStaleness);

        Assert.Equal(CredentialRejection.TokenDeactivated, (await answer).Rejection);
    }

    [Fact]
    public async Task R25_T27_A_validation_behind_a_hanging_read_of_the_feed_waits_only_for_that_read()
    {
        var fleet = await Fleet.StartWarmAsync();
        var hangs = new TaskCompletionSource();
        fleet.Observed.BeforeFeed = () =>
        {
            hangs.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        var unknown = Credential.Generate(CredentialKind.AuthToken);
        var first = fleet.Here.ValidateAsync(fleet.Key, unknown).AsTask();
        await hangs.Task;
        var second = fleet.Here.ValidateAsync(fleet.Key, unknown).AsTask();

        fleet.Here.Time.Advance(MaxStaleness);

        Assert.Equal(CredentialRejection.UnknownToken, (await first).Rejection);
        Assert.Equal(CredentialRejection.UnknownToken, (await second).Rejection);
    }

    [Fact]
    public async Task T27_A_lease_expires_by_the_wall_clock_while_a_suspended_machines_monotonic_clock_does_not_advance()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.DeactivateThereAsync();

        fleet.Here.Clock.Advance(Duration.FromTimeSpan(MaxStaleness));

        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T27_A_lease_lapses_by_the_monotonic_clock_though_the_wall_clock_was_set_back()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.DeactivateThereAsync();

        fleet.Here.Clock.AdvanceHours(-1);
        fleet.Here.Time.Advance(MaxStaleness);

        Assert.False((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T27_A_lease_counts_to_its_last_tick_from_the_start_of_the_read_that_gave_it()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.LoseNotifications();
        var calls = 0;
        fleet.Observed.BeforeFeed = () =>
        {
            // The first read, of the feed's end and the change there, takes a second, by which the lease is shorter.
            if (++calls == 1)
            {
                fleet.Here.Time.Advance(TimeSpan.FromSeconds(1));
            }

            return calls <= 2 ? Task.CompletedTask : new TaskCompletionSource().Task;
        };
        Assert.True((await fleet.ValidateAsync()).IsValid);
        var loads = fleet.Observed.Loads;

        fleet.Here.Time.Advance(MaxStaleness - TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.True((await fleet.ValidateAsync()).IsValid);
        Assert.Equal(loads, fleet.Observed.Loads);

        await fleet.ValidateAfterAsync(TimeSpan.FromTicks(1));
        Assert.True(fleet.Observed.Loads > loads);
    }

    [Fact]
    public async Task R25_T27_Nothing_stale_is_served_when_the_store_is_gone()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = fleet.Observed.BeforeFind = fleet.Observed.BeforeLoad = () => throw new StoreUnavailableException();

        Assert.True((await fleet.ValidateAfterAsync(MaxStaleness)).IsUnavailable);
    }

    [Fact]
    public async Task R25_A_store_that_comes_back_is_used_again()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = () => throw new StoreUnavailableException();
        await fleet.ValidateAfterAsync(MaxStaleness);

        fleet.Observed.BeforeFeed = () => Task.CompletedTask;

        await Eventually.HoldsAsync(async () =>
        {
            fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(100));
            var loads = fleet.Observed.Loads;
            return (await fleet.ValidateAsync()).IsValid && fleet.Observed.Loads == loads;
        });
    }

    [Fact]
    public async Task T28_Notifications_carry_nothing_forged_ones_only_wake_the_reader()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.Wake = async (_, _, _) => await Task.Yield();
        Assert.True((await fleet.ValidateAsync()).IsValid);
        var loads = fleet.Observed.Loads;
        await Eventually.HoldsAsync(() => Task.FromResult(fleet.Observed.FeedReads > 1_000));

        Assert.True((await fleet.ValidateAsync()).IsValid);
        Assert.Equal(loads, fleet.Observed.Loads);
    }

    [Fact]
    public async Task T28_A_reader_whose_waits_fail_reads_at_intervals()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.Wake = (_, _, _) => throw new TimeoutException();
        Assert.True((await fleet.ValidateAsync()).IsValid);
        await fleet.DeactivateThereAsync();

        await Eventually.HoldsAsync(async () =>
        {
            fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(100));
            return !(await fleet.ValidateAsync()).IsValid;
        });
    }

    [Fact]
    public async Task T29_A_token_created_on_another_node_works_at_once()
    {
        var fleet = await Fleet.StartWarmAsync();

        var token = await fleet.There.CreateTokenAsync();

        Assert.True((await fleet.Here.ValidateAsync(fleet.Key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T29_A_token_resumed_on_another_node_works_at_once()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.DeactivateThereAsync();
        await fleet.LetItCatchUpAsync();
        Assert.False((await fleet.ValidateAsync()).IsValid);

        await fleet.There.Manager.ResumeTokenAsync(Acme.SuperAdmin, fleet.Token.Token.Id);

        Assert.True((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T29_A_user_enabled_on_another_node_may_call_at_once()
    {
        var fleet = await Fleet.StartWarmAsync();
        await fleet.RevokeAsync(fleet.There, "disable the user");
        await fleet.LetItCatchUpAsync();
        Assert.False((await fleet.ValidateAsync()).IsValid);

        await fleet.There.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = true });

        Assert.True((await fleet.ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T29_An_API_key_created_on_another_node_is_known_at_once()
    {
        var fleet = await Fleet.StartWarmAsync();
        var (key, token) = await SnapshotTests.OpenAsync(fleet.There, AccountId.Parse("globex"));

        Assert.True((await fleet.Here.ValidateAsync(key, token)).IsValid);
    }

    public enum CommitFate
    {
        Stored,
        NotStored,
    }
}
