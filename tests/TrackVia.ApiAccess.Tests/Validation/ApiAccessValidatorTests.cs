using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Validation;

public sealed class ApiAccessValidatorTests : IAsyncLifetime
{
    private static readonly Instant Midnight = Acme.Tomorrow.AtMidnight().InUtc().ToInstant();

    private readonly BreakingStore _store = new();
    private readonly Acme _acme;
    private Credential _key = null!;
    private IssuedAuthToken _token = null!;

    public ApiAccessValidatorTests() => _acme = new Acme(_store);

    public async Task InitializeAsync()
    {
        _key = await _acme.OpenAsync();
        _token = await _acme.CreateTokenAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task R8_R23_A_valid_request_carries_the_identity_of_the_tokens_user()
    {
        var result = await ValidateAsync();

        Assert.True(result.IsValid);
        Assert.Equal(new ApiIdentity
        {
            AccountId = Acme.Id,
            UserId = Acme.Integration,
            TokenId = _token.Token.Id,
            TokenName = _token.Token.Name,
            ExpiresAt = _token.Token.ExpiresAt,
        }, result.Identity);
    }

    [Fact]
    public async Task R3_The_API_key_without_a_token_authorizes_nothing() =>
        Refused(CredentialRejection.MalformedToken, await _acme.Validator.ValidateAsync(_key.Reveal(), null));

    [Fact]
    public async Task R3_The_token_without_the_API_key_authorizes_nothing() =>
        Refused(CredentialRejection.MalformedApiKey, await _acme.Validator.ValidateAsync(null, _token.Secret.Reveal()));

    [Fact]
    public async Task R23_An_API_key_that_nobody_has_is_refused() =>
        Refused(CredentialRejection.UnknownApiKey, await _acme.ValidateAsync(Credential.Generate(CredentialKind.ApiKey), _token.Secret));

    [Fact]
    public async Task T1_R23_A_token_that_the_account_has_not_is_refused() =>
        Refused(CredentialRejection.UnknownToken, await _acme.ValidateAsync(_key, Credential.Generate(CredentialKind.AuthToken)));

    [Fact]
    public async Task R23_A_deactivated_token_is_refused_and_a_resumed_one_works()
    {
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, _token.Token.Id);
        Refused(CredentialRejection.TokenDeactivated, await ValidateAsync(), knowsToken: true);

        await _acme.Manager.ResumeTokenAsync(Acme.SuperAdmin, _token.Token.Id);
        Assert.True((await ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task R23_A_deleted_token_is_refused_as_one_that_never_was()
    {
        await DeleteAsync(_token);

        Refused(CredentialRejection.UnknownToken, await ValidateAsync());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task R13_T14_A_token_works_exactly_until_midnight_UTC_of_its_date(long ticks, bool works)
    {
        _acme.Clock.Reset(Midnight.PlusTicks(ticks));

        var result = await ValidateAsync();

        Assert.Equal(works, result.IsValid);
        Assert.Equal(works ? null : CredentialRejection.TokenExpired, result.Rejection);
    }

    [Fact]
    public async Task T14_A_nanosecond_before_midnight_is_before_midnight()
    {
        _acme.Clock.Reset(Midnight.PlusNanoseconds(-1));

        Assert.True((await ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T17_Validity_follows_a_clock_that_is_far_forward_and_then_corrected()
    {
        _acme.Clock.Reset(Instant.MaxValue);
        Refused(CredentialRejection.TokenExpired, await ValidateAsync(), knowsToken: true);

        _acme.Clock.Reset(Acme.Noon);
        Assert.True((await ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task T17_A_clock_set_back_leaves_the_history_in_the_order_of_versions()
    {
        _acme.Clock.AdvanceDays(-400);
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, _token.Token.Id);

        var history = (await _acme.Manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 100)).Value;

        Assert.Equal(Enumerable.Range(1, history.Count).Select(version => (long)version), history.Select(change => change.Version));
        Assert.True(history[^1].At < history[^2].At);
    }

    [Fact]
    public async Task R9_T20_A_disabled_users_tokens_are_refused_at_once_and_work_when_the_user_is_enabled_again()
    {
        await SetUserAsync(isEnabled: false);
        Refused(CredentialRejection.UserDisabled, await ValidateAsync(), knowsToken: true);

        await SetUserAsync(isEnabled: true);
        Assert.True((await ValidateAsync()).IsValid);
    }

    [Fact]
    public async Task R9_T20_Taking_the_designation_away_refuses_the_tokens()
    {
        await SetUserAsync(isApiUser: false);

        Refused(CredentialRejection.UserNotApiUser, await ValidateAsync(), knowsToken: true);
    }

    [Fact]
    public async Task R9_T20_Enabling_a_user_does_not_revive_tokens_that_were_deactivated_or_expired_in_the_meantime()
    {
        var late = await _acme.CreateTokenAsync(Acme.Today.PlusDays(9));
        var deactivated = await _acme.CreateTokenAsync(Acme.Today.PlusDays(9));
        await SetUserAsync(isEnabled: false);
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, deactivated.Token.Id);
        _acme.Clock.Reset(Midnight);
        await SetUserAsync(isEnabled: true);

        Refused(CredentialRejection.TokenExpired, await ValidateAsync(), knowsToken: true);
        Refused(CredentialRejection.TokenDeactivated, await _acme.ValidateAsync(_key, deactivated.Secret), knowsToken: true);
        Assert.True((await _acme.ValidateAsync(_key, late.Secret)).IsValid);
    }

    [Fact]
    public async Task R9_T20_A_removed_users_tokens_stay_dead_when_the_id_is_given_again()
    {
        await _acme.Manager.RemoveUserAsync(Acme.SuperAdmin, Acme.Integration);
        Refused(CredentialRejection.TokenDeactivated, await ValidateAsync(), knowsToken: true);

        await SetUserAsync(isApiUser: true);
        Refused(CredentialRejection.TokenDeactivated, await ValidateAsync(), knowsToken: true);
    }

    [Fact]
    public async Task R22_T21_A_name_used_again_is_a_new_token_and_the_old_secret_stays_dead()
    {
        await DeleteAsync(_token);
        var again = await _acme.CreateTokenAsync();

        Assert.Equal(_token.Token.Name, again.Token.Name);
        Refused(CredentialRejection.UnknownToken, await ValidateAsync());
        Assert.True((await _acme.ValidateAsync(_key, again.Secret)).IsValid);
    }

    [Fact]
    public async Task T3_API_key_and_token_in_each_others_place_are_refused() =>
        Refused(CredentialRejection.MalformedApiKey, await _acme.ValidateAsync(_token.Secret, _key));

    [Fact]
    public async Task T3_Another_accounts_API_key_with_this_token_is_refused()
    {
        var globex = Acme.SuperAdmin with { AccountId = AccountId.Parse("globex") };
        var key = (await _acme.Manager.CreateApiKeyAsync(globex)).Value.Key;

        Refused(CredentialRejection.UnknownToken, await _acme.ValidateAsync(key, _token.Secret));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("tvt_")]
    [InlineData("\0")]
    [InlineData("tvt_00000000000000000000000000000000000000000000sjqX\0")]
    [InlineData("tvt_00000000000000000000000000000000000000000000sjqX\r\n")]
    [InlineData("tvt_００００００００００００００００００００００００００００００００００００００００００００sjqXL")]
    public async Task T4_A_malformed_token_is_refused_without_asking_the_store(string? token)
    {
        _store.ReadFault = new InvalidOperationException("The store was asked.");

        Refused(CredentialRejection.MalformedToken, await _acme.Validator.ValidateAsync(_key.Reveal(), token));
        Refused(CredentialRejection.MalformedApiKey, await _acme.Validator.ValidateAsync(token, _token.Secret.Reveal()));
    }

    [Fact]
    public async Task T4_A_megabyte_is_refused_without_asking_the_store()
    {
        _store.ReadFault = new InvalidOperationException("The store was asked.");

        Refused(CredentialRejection.MalformedToken, await _acme.Validator.ValidateAsync(_key.Reveal(), new string('0', 1 << 20)));
    }

    public static TheoryData<Exception> StoreFaults =>
        [new StoreUnavailableException(), new TimeoutException(), new InvalidOperationException(), new OperationCanceledException()];

    [Theory]
    [MemberData(nameof(StoreFaults))]
    public async Task R25_A_store_that_cannot_answer_is_unavailable_whatever_it_throws(Exception fault)
    {
        _store.ReadFault = fault;

        var result = await ValidateAsync();

        Assert.Equal(ValidationResult.Unavailable, result);
        Assert.True(result is { IsUnavailable: true, IsValid: false, Rejection: null });
    }

    [Fact]
    public async Task A_cancelled_validation_throws_and_does_not_report_the_store_as_down()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _acme.Validator.ValidateAsync(_key.Reveal(), _token.Secret.Reveal(), cancellationToken: caller.Token).AsTask());
    }

    [Fact]
    public void R25_The_default_result_lets_nobody_in()
    {
        ValidationResult nobody = default;

        Assert.False(nobody.IsValid);
        Assert.True(nobody.IsUnavailable);
    }

    [Fact]
    public async Task T24_Validations_side_by_side_never_answer_for_another_token_or_account()
    {
        var issued = new List<(Credential Key, IssuedAuthToken Token, AccountId AccountId)>();
        foreach (var id in Enumerable.Range(0, 8).Select(i => AccountId.Parse($"account-{i}")))
        {
            var actor = Acme.SuperAdmin with { AccountId = id };
            var user = UserId.Parse($"robot@{id}");
            await _acme.Manager.SetUserAccessAsync(actor, user, new UserAccessChange { IsApiUser = true });
            var key = (await _acme.Manager.CreateApiKeyAsync(actor)).Value.Key;
            for (var i = 0; i < 8; i++)
            {
                issued.Add((key, (await _acme.Manager.CreateTokenAsync(actor, Acme.Request(userId: user))).Value, id));
            }
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 6_400), async (i, _) =>
        {
            var (key, token, accountId) = issued[i % issued.Count];
            Assert.Equal(
                new ApiIdentity
                {
                    AccountId = accountId,
                    UserId = token.Token.UserId,
                    TokenId = token.Token.Id,
                    TokenName = token.Token.Name,
                    ExpiresAt = token.Token.ExpiresAt,
                },
                (await _acme.ValidateAsync(key, token.Secret)).Identity);
        });
    }

    private ValueTask<ValidationResult> ValidateAsync() => _acme.ValidateAsync(_key, _token.Secret);

    private Task<RevocationResult<UserAccess>> SetUserAsync(bool? isApiUser = null, bool? isEnabled = null) =>
        _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = isApiUser, IsEnabled = isEnabled });

    private async Task DeleteAsync(IssuedAuthToken token)
    {
        await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id);
        await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, token.Token.Id);
    }

    private static void Refused(CredentialRejection reason, ValidationResult result, bool knowsToken = false)
    {
        Assert.False(result.IsValid);
        Assert.False(result.IsUnavailable);
        Assert.Equal(reason, result.Rejection);
        Assert.Equal(knowsToken, result.TokenId is not null);
    }
}
