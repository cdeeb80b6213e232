using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Management;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>T41: a store that goes back in time under a running node is noticed, and nothing of the lost past is used or vouched for.</summary>
public sealed class ContinuityTests : IDisposable
{
    private static readonly TimeSpan MaxStaleness = new ApiAccessOptions().MaxStaleness;

    private readonly RestorableStore _store = new();
    private readonly ObservedNodes _observed;
    private readonly Events _events = new();
    private readonly RecordingTimeProvider _thereTime = new();
    private readonly Acme _here;
    private readonly Acme _there;

    public ContinuityTests()
    {
        _observed = new ObservedNodes(_store);
        _observed.LoseNotifications();
        _here = new Acme(_observed, logs: _events);
        _there = new Acme(_store, time: _thereTime);
    }

    public void Dispose() => _events.Dispose();

    [Fact]
    public async Task T41_A_token_of_a_lost_past_is_refused_and_the_loss_is_reported_once()
    {
        var key = await _there.OpenAsync();
        var kept = await _there.CreateTokenAsync();
        await _store.BackUpAsync();
        var lost = await _there.CreateTokenAsync();
        Assert.True((await _here.ValidateAsync(key, lost.Secret)).IsValid);

        await _store.RestoreAsync();
        await CatchUpAsync(key);

        Assert.Equal(CredentialRejection.UnknownToken, (await _here.ValidateAsync(key, lost.Secret)).Rejection);
        await RegisteredAgainAsync(key);
        Assert.True((await _here.ValidateAsync(key, kept.Secret)).IsValid);
        Assert.Equal([120], _events.Ids);
        Assert.Equal(Acme.Noon, _here.Validator.LastDiscontinuityAt);
    }

    [Fact]
    public async Task T41_A_past_that_has_grown_again_to_the_same_position_is_noticed()
    {
        var (key, token) = await StartWarmAsync();
        await _store.BackUpAsync();
        await _there.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id);
        await CatchUpAsync(key);

        await _store.RestoreAsync();
        await _there.CreateTokenAsync();
        await CatchUpAsync(key);

        Assert.Equal([120], _events.Ids);
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T41_No_fence_is_complete_on_the_word_of_a_node_that_follows_a_lost_past()
    {
        var (key, token) = await StartWarmAsync();
        await _store.BackUpAsync();
        var other = await _there.CreateTokenAsync();
        await CatchUpAsync(key);
        await _store.RestoreAsync();

        // The same position as that of the change that is lost.
        var fenced = _there.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes);
        await PausedAsync();
        Assert.False(fenced.IsCompleted);
        Assert.True((await _here.ValidateAsync(key, other.Secret)).IsValid);

        // Once the node has noticed, it holds no lease, removes its registration, and nothing is waited for.
        await CatchUpAsync(key);
        await RegisteredAgainAsync(key);
        await _thereTime.PassPausesAsync(fenced);
        Assert.True((await fenced).Fence!.IsComplete);
        Assert.Empty((await fenced).Fence!.WaitedOut);
        Assert.Equal(CredentialRejection.TokenDeactivated, (await _here.ValidateAsync(key, token.Secret)).Rejection);
        Assert.Equal(CredentialRejection.UnknownToken, (await _here.ValidateAsync(key, other.Secret)).Rejection);
    }

    [Fact]
    public async Task T41_A_restore_between_the_read_and_the_confirmation_gives_no_lease()
    {
        var (key, token) = await StartWarmAsync();
        await _store.BackUpAsync();
        await _there.CreateTokenAsync();
        _observed.BeforeConfirm = async () =>
        {
            _observed.BeforeConfirm = () => Task.CompletedTask;
            await _store.RestoreAsync();
        };

        await CatchUpAsync(key);

        Assert.Equal([120], _events.Ids);
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T41_What_was_read_is_missed_after_a_restore_even_if_the_store_failed_before_it_was_confirmed()
    {
        var (key, token) = await StartWarmAsync();
        await _store.BackUpAsync();
        await _there.CreateTokenAsync();
        _observed.BeforeConfirm = async () =>
        {
            _observed.BeforeConfirm = () => Task.CompletedTask;
            await _store.RestoreAsync();
            throw new StoreUnavailableException("The file was replaced during COMMIT.");
        };
        await CatchUpAsync(key);

        await RegisteredAgainAsync(key);

        Assert.Equal([103, 120], _events.Ids);
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T41_A_restore_between_the_feeds_end_and_its_newest_change_gives_no_lease()
    {
        var key = await _there.OpenAsync();
        await _store.BackUpAsync();
        var lost = await _there.CreateTokenAsync();
        var reads = 0;
        _observed.BeforeFeed = async () =>
        {
            if (++reads == 2)
            {
                await _store.RestoreAsync();
            }
        };

        Assert.Equal(CredentialRejection.UnknownToken, (await _here.ValidateAsync(key, lost.Secret)).Rejection);
        Assert.Equal([103], _events.Ids);
    }

    [Fact]
    public async Task T41_A_feed_with_an_end_and_no_change_there_gives_no_lease()
    {
        var key = await _there.OpenAsync();
        var token = await _there.CreateTokenAsync();
        var damaged = new Acme(new EndsLater(_store), logs: _events);

        Assert.True((await damaged.ValidateAsync(key, token.Secret)).IsValid);

        Assert.Equal(SnapshotFreshness.Stale, damaged.Validator.SnapshotFreshness);
        Assert.Contains(_events.Texts, text => text.Contains("ends at position 1003, but contains no change there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task T41_An_API_key_that_was_looked_up_before_the_restore_is_not_kept()
    {
        _observed.Wake = (_, _, cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        await _store.BackUpAsync();
        var key = await _there.OpenAsync();
        var token = await _there.CreateTokenAsync();
        await CatchUpAsync(Credential.Generate(CredentialKind.ApiKey));
        var (found, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        _observed.AfterFind = () =>
        {
            _observed.AfterFind = () => Task.CompletedTask;
            found.SetResult();
            return gate.Task;
        };
        var sentBefore = _here.ValidateAsync(key, token.Secret).AsTask();
        await found.Task;
        await _store.RestoreAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(_here.Validator.LastDiscontinuityAt is not null));
        gate.SetResult();
        await sentBefore;
        var newKey = await _there.OpenAsync();
        await RegisteredAgainAsync(newKey);

        // The account of the key that is gone has another key now, and a token of its own.
        var newToken = await _there.CreateTokenAsync();
        Assert.Equal(CredentialRejection.UnknownApiKey, (await _here.ValidateAsync(key, newToken.Secret)).Rejection);
    }

    [Fact]
    public async Task T41_An_account_that_was_loaded_beyond_the_newest_change_read_is_not_kept_when_that_change_is_lost()
    {
        var key = await _there.OpenAsync();
        await CatchUpAsync(Credential.Generate(CredentialKind.ApiKey));
        await _store.BackUpAsync();
        var lost = await _there.CreateTokenAsync();

        // A cold load under a lease: no read of the feed has come to the token's creation.
        Assert.True((await _here.ValidateAsync(key, lost.Secret)).IsValid);
        await _store.RestoreAsync();
        await CatchUpAsync(key);

        await Eventually.HoldsAsync(async () => (await _here.ValidateAsync(key, lost.Secret)).Rejection is CredentialRejection.UnknownToken);
        Assert.Equal([121], _events.Ids);
        Assert.NotNull(_here.Validator.LastDiscontinuityAt);
    }

    [Fact]
    public async Task T41_A_fence_whose_own_change_is_gone_is_not_complete()
    {
        var (key, token) = await StartWarmAsync();
        await _store.BackUpAsync();
        var fenced = _there.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes);
        await PausedAsync();
        await _store.RestoreAsync();
        await CatchUpAsync(key);
        await Eventually.HoldsAsync(() =>
        {
            _thereTime.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(fenced.IsCompleted);
        });

        Assert.False((await fenced).Fence!.IsComplete);
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
    }

    [Fact]
    public async Task T41_A_node_that_finds_its_registration_gone_with_the_restored_list_waits_all_leases_out()
    {
        var key = await _there.OpenAsync();
        var token = await _there.CreateTokenAsync();
        await _store.BackUpAsync();

        // Two nodes registered after the backup: the restored list knows neither of them.
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
        Assert.True((await _there.ValidateAsync(key, token.Secret)).IsValid);
        await _store.RestoreAsync();
        var startedAt = _thereTime.GetTimestamp();
        var fenced = _there.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes);
        await Eventually.HoldsAsync(() =>
        {
            _thereTime.Advance(TimeSpan.FromMilliseconds(10));
            return Task.FromResult(fenced.IsCompleted);
        });

        Assert.True((await fenced).Fence!.IsComplete);
        Assert.True(_thereTime.GetElapsedTime(startedAt) >= MaxStaleness + TimeSpan.FromMilliseconds(50));
    }

    private async Task<(Credential Key, IssuedAuthToken Token)> StartWarmAsync()
    {
        var key = await _there.OpenAsync();
        var token = await _there.CreateTokenAsync();
        Assert.True((await _here.ValidateAsync(key, token.Secret)).IsValid);
        return (key, token);
    }

    /// <summary>
    /// Waits until the other node's fence pauses, which it does for the first time after it has listed the nodes. A node that has validated
    /// has pauses of its own.
    /// </summary>
    private Task PausedAsync() => Eventually.HoldsAsync(() => Task.FromResult(_thereTime.Waits.Any(FenceTests.IsPause)));

    /// <summary>Validates an unknown token on the node, so that the node reads the feed.</summary>
    private async Task CatchUpAsync(Credential key)
    {
        var reads = _observed.FeedReads;
        var validation = _here.ValidateAsync(key, Credential.Generate(CredentialKind.AuthToken)).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(_observed.FeedReads > reads && validation.IsCompleted));
    }

    private Task RegisteredAgainAsync(Credential key) => Eventually.HoldsAsync(async () =>
    {
        _here.Time.Advance(TimeSpan.FromMilliseconds(100));
        await _here.ValidateAsync(key, Credential.Generate(CredentialKind.AuthToken));
        return _here.Validator.SnapshotFreshness is SnapshotFreshness.Current;
    });

    private sealed class EndsLater(IApiAccessStore inner) : ObservedStore(inner), IApiAccessStore
    {
        async Task<FeedPosition> IApiAccessStore.GetFeedEndAsync(CancellationToken cancellationToken) =>
            new((await GetFeedEndAsync(cancellationToken)).Value + 1_000);
    }

    /// <summary>The ids and texts of warnings and errors.</summary>
    private sealed class Events : ILoggerFactory, ILogger
    {
        private readonly List<(int Id, string Text)> _all = [];

        public IReadOnlyList<int> Ids => [.. Snapshot().Select(one => one.Id)];

        public IReadOnlyList<string> Texts => [.. Snapshot().Select(one => one.Text)];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (_all)
                {
                    _all.Add((eventId.Id, formatter(state, exception) + exception?.Message));
                }
            }
        }

        public void Dispose()
        {
        }

        private List<(int Id, string Text)> Snapshot()
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }
}
