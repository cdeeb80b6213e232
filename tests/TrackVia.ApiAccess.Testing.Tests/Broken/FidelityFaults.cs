using System.Text;
using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults that return values other than those that were stored.</summary>
public sealed class FidelityFaults : BrokenStoreTests
{
    // A time zone in which December 30, 2011 never existed.
    private static readonly DateTimeZone Apia = DateTimeZoneProviders.Tzdb["Pacific/Apia"];

    [BrokenStore(caughtBy: nameof(Facts.Every_name_round_trips))]
    public Task Names_are_truncated_at_50_characters() => CaughtAsync(store => new Mangles(store, Named(name => name.Length > 50 ? name[..48] : name)));

    [BrokenStore(caughtBy: nameof(Facts.Every_name_round_trips))]
    public Task Names_are_stored_in_Latin_1() => CaughtAsync(store => new Mangles(store, Named(name => Encoding.Latin1.GetString(Encoding.Latin1.GetBytes(name)))));

    [BrokenStore(caughtBy: nameof(Facts.Every_name_round_trips))]
    public Task Names_lose_characters_beyond_the_basic_plane() =>
        CaughtAsync(store => new Mangles(store, Named(name => string.Concat(name.Select(c => char.IsSurrogate(c) ? '?' : c)))));

    [BrokenStore(caughtBy: nameof(Facts.Every_name_round_trips))]
    public Task Names_are_normalized_again() => CaughtAsync(store => new Mangles(store, Named(name => name.Replace('\uFFFF', 'x').Normalize(NormalizationForm.FormKC))));

    [BrokenStore(caughtBy: nameof(Facts.Every_date_round_trips))]
    public Task Dates_pass_through_local_time() =>
        CaughtAsync(store => new Mangles(store, token => token with { ExpiresOn = token.ExpiresOn.AtMidnight().InZoneLeniently(Apia).Date }));

    [BrokenStore(caughtBy: nameof(Facts.Every_date_round_trips))]
    public Task Dates_are_stored_as_32_bit_seconds() => CaughtAsync(store => new Mangles(
        store, token => token with { ExpiresOn = Instant.FromUnixTimeSeconds((int)token.ExpiresAt.ToUnixTimeSeconds()).InUtc().Date }));

    [BrokenStore(caughtBy: nameof(Facts.Every_date_round_trips))]
    public Task The_last_date_of_the_calendar_means_never() => CaughtAsync(store => new Mangles(
        store, token => token.ExpiresOn.Year == 9999 ? token with { ExpiresOn = new LocalDate(9999, 1, 1) } : token));

    [BrokenStore(caughtBy: nameof(Facts.Every_instant_round_trips_to_the_microsecond))]
    public Task Instants_are_truncated_to_seconds() => CaughtAsync(store => new Mangles(
        store, token => token with { CreatedAt = Instant.FromUnixTimeSeconds(token.CreatedAt.ToUnixTimeSeconds()) }));

    [BrokenStore(caughtBy: nameof(Facts.Every_instant_round_trips_to_the_microsecond))]
    public Task Instants_of_the_history_are_truncated_to_milliseconds() => CaughtAsync(store => new CutsHistory(store));

    [BrokenStore(caughtBy: nameof(Facts.Every_instant_round_trips_to_the_microsecond))]
    public Task The_instant_of_an_API_key_is_lost() => CaughtAsync(store => new Mangles(store, apiKey: key => key with { CreatedAt = NodaConstants.UnixEpoch }));

    [BrokenStore(caughtBy: nameof(Facts.Every_user_id_round_trips))]
    public Task User_ids_are_compared_without_case() => CaughtAsync(store => new FoldsUsers(store, StringComparer.OrdinalIgnoreCase));

    [BrokenStore(caughtBy: nameof(Facts.Every_user_id_round_trips))]
    public Task User_ids_are_compared_by_the_rules_of_a_language() => CaughtAsync(store => new FoldsUsers(store, StringComparer.InvariantCulture));

    [BrokenStore(caughtBy: nameof(Facts.Every_account_id_is_a_separate_account))]
    public Task Account_ids_are_compared_without_case() => CaughtAsync(store => new FoldsAccounts(store, id => id.ToUpperInvariant()));

    [BrokenStore(caughtBy: nameof(Facts.Every_account_id_is_a_separate_account))]
    public Task Account_ids_lose_a_trailing_dot() => CaughtAsync(store => new FoldsAccounts(store, id => id.TrimEnd('.') is { Length: > 0 } name ? name : id));

    [BrokenStore(caughtBy: nameof(Facts.Protected_secrets_round_trip))]
    public Task Kept_secrets_of_tokens_are_lost() => CaughtAsync(store => new Mangles(store, token => token with { ProtectedSecret = null }));

    [BrokenStore(caughtBy: nameof(Facts.Protected_secrets_round_trip))]
    public Task A_secret_that_is_not_kept_is_returned_as_an_empty_one() => CaughtAsync(store => new Mangles(store, token => token with { ProtectedSecret = token.ProtectedSecret ?? "" }));

    [BrokenStore(caughtBy: nameof(Facts.Protected_secrets_round_trip))]
    public Task Protected_API_keys_are_truncated_at_1024_characters() => CaughtAsync(store => new Mangles(
        store, apiKey: key => key with { ProtectedSecret = key.ProtectedSecret[..Math.Min(1_024, key.ProtectedSecret.Length)] }));

    [BrokenStore(caughtBy: nameof(Facts.Protected_secrets_round_trip))]
    public Task Hints_are_stored_in_lower_case() => CaughtAsync(store => new Mangles(store, token => token with { Hint = token.Hint.ToLowerInvariant() }));

    [BrokenStore(caughtBy: nameof(Facts.Token_digests_round_trip_byte_for_byte))]
    public Task Digests_of_tokens_lose_the_top_bit_of_each_byte() => CaughtAsync(store => new Mangles(
        store, token => token with { Digest = CredentialDigest.FromBytes([.. token.Digest.ToArray().Select(b => (byte)(b & 0x7F))]) }));

    [BrokenStore(caughtBy: nameof(Facts.An_account_holds_100_tokens), Throws = true)]
    public Task An_account_must_fit_into_64_KiB() => CaughtAsync(store => new LimitsDocuments(store));

    [BrokenStore(caughtBy: nameof(Facts.An_account_holds_100_tokens))]
    public Task A_load_returns_the_first_99_tokens() => CaughtAsync(store => new LoadsSomeTokens(store));

    private static Func<AuthToken, AuthToken> Named(Func<string, string> mangle) =>
        token => token with { Name = AuthTokenName.TryParse(mangle(token.Name.Value), out var name, out _) ? name : AuthTokenName.Parse("?") };

    /// <summary>Returns tokens and the API key as a column has changed them.</summary>
    private sealed class Mangles(IApiAccessStore inner, Func<AuthToken, AuthToken>? token = null, Func<ApiKey, ApiKey>? apiKey = null) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.With(apiKey: apiKey, tokens: account.Tokens.Select(token ?? (same => same)));
        }
    }

    private sealed class CutsHistory(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        [
            .. from change in await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken)
               select change.With(change.Origin with { At = Instant.FromUnixTimeMilliseconds(change.At.ToUnixTimeMilliseconds()) }),
        ];
    }

    /// <summary>Of users whose ids are equal under a collation, keeps the last one written.</summary>
    private sealed class FoldsUsers(IApiAccessStore inner, IEqualityComparer<string> collation) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.With(users: account.Users.GroupBy(user => user.UserId.Value, collation).Select(same => same.Last()));
        }
    }

    private sealed class FoldsAccounts(IApiAccessStore inner, Func<string, string> fold) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var folded = change.Origin with { AccountId = AccountId.Parse(fold(change.AccountId.Value)) };
            return await Inner.CommitAsync(change.With(folded), after, cancellationToken);
        }

        public override Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
            Inner.LoadAsync(AccountId.Parse(fold(accountId.Value)), cancellationToken);
    }

    private sealed class LimitsDocuments(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) => AccountSerializer.Serialize(after).Length > 65_536
            ? throw new StoreUnavailableException("The document is too large.")
            : Inner.CommitAsync(change, after, cancellationToken);
    }

    private sealed class LoadsSomeTokens(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var account = await Inner.LoadAsync(accountId, cancellationToken);
            return account.With(tokens: account.Tokens.Take(99));
        }
    }
}
