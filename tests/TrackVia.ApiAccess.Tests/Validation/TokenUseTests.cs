using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>When tokens were last used: noted by validations, written down at intervals, never in a request's way.</summary>
public class TokenUseTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly UseLog _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_valid_token_s_use_is_written_after_the_interval_and_not_before(bool useSnapshots)
    {
        var acme = NewAcme(useSnapshots);
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        Assert.True((await acme.ValidateAsync(key, token.Secret)).IsValid);
        Assert.Empty(_log.Batches);

        var uses = await WrittenAsync(acme);

        Assert.Equal(new TokenUsage { AccountId = Acme.Id, TokenId = token.Token.Id, At = Acme.Noon }, Assert.Single(uses));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_often_a_token_is_used_it_is_written_once_an_interval(bool useSnapshots)
    {
        var acme = NewAcme(useSnapshots);
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        for (var call = 0; call < 50; call++)
        {
            await acme.ValidateAsync(key, token.Secret);
        }

        Assert.Single(await WrittenAsync(acme));

        acme.Clock.Advance(Minute);
        await acme.ValidateAsync(key, token.Secret);
        Assert.Equal(Acme.Noon + Minute, Assert.Single(await WrittenAsync(acme)).At);
    }

    [Theory]
    [InlineData(true, "203.0.113.9", "203.0.113.9")]
    [InlineData(true, "::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData(false, "2001:db8::9", "2001:db8::9")]
    public async Task A_use_is_written_with_the_client_s_address_where_it_is_given(bool useSnapshots, string given, string written)
    {
        var acme = NewAcme(useSnapshots);
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        foreach (var address in (IPAddress[])[IPAddress.Parse(given), IPAddress.Loopback])
        {
            Assert.True((await acme.Validator.ValidateAsync(
                new PresentedCredentials { ApiKey = key.Reveal(), AuthToken = token.Secret.Reveal(), ClientAddress = address }, CancellationToken.None)).IsValid);
        }

        Assert.Equal(IPAddress.Parse(written), Assert.Single(await WrittenAsync(acme)).ClientAddress);
    }

    [Fact]
    public async Task An_address_belongs_to_the_use_it_came_with()
    {
        var acme = NewAcme();
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        await acme.Validator.ValidateAsync(
            new PresentedCredentials { ApiKey = key.Reveal(), AuthToken = token.Secret.Reveal(), ClientAddress = IPAddress.Loopback }, CancellationToken.None);
        Assert.Equal(IPAddress.Loopback, Assert.Single(await WrittenAsync(acme)).ClientAddress);

        acme.Clock.Advance(Minute);
        await acme.ValidateAsync(key, token.Secret);
        Assert.Null(Assert.Single(await WrittenAsync(acme)).ClientAddress);

        acme.Clock.Advance(Minute);
        await acme.ValidateAsync(key, (await acme.CreateTokenAsync()).Secret); // So that the next one is judged in memory.
        Assert.True(acme.Validator.TryValidate(
            new PresentedCredentials { ApiKey = key.Reveal(), AuthToken = token.Secret.Reveal(), ClientAddress = IPAddress.IPv6Loopback }, out _, out _));
        Assert.Equal(IPAddress.IPv6Loopback, Assert.Single(await WrittenAsync(acme), use => use.TokenId == token.Token.Id).ClientAddress);
    }

    [Fact]
    public async Task A_refused_token_is_not_used()
    {
        var acme = NewAcme();
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        var used = await acme.CreateTokenAsync();
        await acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id);
        Assert.False((await acme.ValidateAsync(key, token.Secret)).IsValid);
        await acme.ValidateAsync(key, used.Secret);

        Assert.Equal(used.Token.Id, Assert.Single(await WrittenAsync(acme)).TokenId);
    }

    [Fact]
    public async Task R25_A_log_that_fails_fails_no_validation_and_gets_the_uses_later()
    {
        var acme = NewAcme();
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        _log.Failure = new StoreUnavailableException("down");
        await acme.ValidateAsync(key, token.Secret);
        await _log.TriedAsync(() => acme.Time.Advance(new ApiAccessOptions().TokenUsageFlushInterval));

        _log.Failure = null;
        Assert.True((await acme.ValidateAsync(key, token.Secret)).IsValid);

        Assert.Equal(Acme.Noon, Assert.Single(await WrittenAsync(acme)).At);
    }

    [Fact]
    public async Task What_is_noted_when_the_host_stops_is_written()
    {
        var acme = NewAcme();
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        await acme.ValidateAsync(key, token.Secret);

        await acme.Usage!.DisposeAsync();

        Assert.Equal(token.Token.Id, Assert.Single(Assert.Single(_log.Batches)).TokenId);
    }

    [Fact]
    public async Task Of_many_threads_that_use_the_same_tokens_each_use_is_written_and_none_twice()
    {
        var acme = NewAcme();
        var key = await acme.OpenAsync();
        await acme.CreateTokensAsync(19);
        var secrets = new List<IssuedToken>();
        for (var i = 0; i < 20; i++)
        {
            var issued = await acme.CreateTokenAsync();
            secrets.Add(new(issued.Token.Id, issued.Secret.Reveal()));
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), async (i, _) => await acme.Validator.ValidateAsync(key.Reveal(), secrets[i % 20].Secret, cancellationToken: default));

        Assert.Equal(
            secrets.Select(secret => secret.Id.ToString()).Order(StringComparer.Ordinal),
            (await WrittenAsync(acme)).Select(use => use.TokenId.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_Super_Admin_reads_the_uses_and_no_one_else_does()
    {
        var store = new InMemoryApiAccessStore();
        var acme = new Acme(store);
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        await acme.CreateTokenAsync();
        await acme.ValidateAsync(key, token.Secret);
        await acme.Usage!.DisposeAsync();

        var uses = await acme.Manager.GetTokenUsageAsync(Acme.SuperAdmin);

        Assert.Equal(KeyValuePair.Create(token.Token.Id, new TokenUsage
        {
            AccountId = Acme.Id,
            TokenId = token.Token.Id,
            At = Acme.Noon,
        }), Assert.Single(uses.Value));
        Assert.False((await acme.Manager.GetTokenUsageAsync(Acme.SuperAdmin with { IsSuperAdmin = false })).IsSuccess);
    }

    [Fact]
    public async Task A_use_is_on_no_feed_and_in_no_history()
    {
        var store = new InMemoryApiAccessStore();
        var acme = new Acme(store);
        var key = await acme.OpenAsync();
        var token = await acme.CreateTokenAsync();
        var before = (await store.GetFeedEndAsync(default), (await acme.LoadAsync()).Version);
        await acme.ValidateAsync(key, token.Secret);

        await acme.Usage!.DisposeAsync();

        Assert.Single(await store.Usage.ReadUsageAsync(Acme.Id, default));
        Assert.Equal(before, (await store.GetFeedEndAsync(default), (await acme.LoadAsync()).Version));
    }

    private Acme NewAcme(bool useSnapshots = true) => new(new StoreWithLog(_log), new ApiAccessOptions { UseSnapshots = useSnapshots });

    /// <summary>Advances the time by an interval, and waits until the usage is written.</summary>
    private Task<IReadOnlyCollection<TokenUsage>> WrittenAsync(Acme acme) => _log.NextAsync(() => acme.Time.Advance(new ApiAccessOptions().TokenUsageFlushInterval));

    private sealed record IssuedToken(AuthTokenId Id, string Secret);

    /// <summary>Keeps every batch.</summary>
    private sealed class UseLog
    {
        private TaskCompletionSource _next = new();

        public Exception? Failure { get; set; }

        public List<IReadOnlyCollection<TokenUsage>> Batches { get; } = [];

        public Task RecordAsync(IReadOnlyCollection<TokenUsage> uses)
        {
            if (Failure is null)
            {
                Batches.Add(uses);
            }

            _next.TrySetResult();
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }

        public async Task<IReadOnlyCollection<TokenUsage>> NextAsync(Action passTime)
        {
            await TriedAsync(passTime);
            return Batches[^1];
        }

        /// <summary>The timer is set by the loop, a moment after the first use: time passes until it fires.</summary>
        public async Task TriedAsync(Action passTime)
        {
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            for (var look = 0; !_next.Task.IsCompleted; look++)
            {
                Assert.True(look < 500, "Nothing was written down.");
                passTime();
                await Task.WhenAny(_next.Task, Task.Delay(TimeSpan.FromMilliseconds(10)));
            }
        }
    }

    private sealed class StoreWithLog(UseLog log) : ObservedStore(new InMemoryApiAccessStore()), ITokenUsageStore
    {
        public override ITokenUsageStore Usage => this;

        public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => log.RecordAsync(usages);

        public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(new Dictionary<AuthTokenId, TokenUsage>());
    }
}
