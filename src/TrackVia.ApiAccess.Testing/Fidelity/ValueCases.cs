using NodaTime;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Fidelity;

internal static class ValueCases
{
    // Names that quoting, collations, normalization, file systems and fixed lengths often mangle.
    private static readonly string[] TrickyNames =
    [
        "\u00DF", "stra\u00DFe", "\u0130stanbul \u0131I", "\u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2", "\u212B", "\uFB01", "\u0646\u0635 \u0639\u0631\u0628\u064A", "\u05E2\u05D1\u05E8\u05D9\u05EA",
        "\u65E5\u672C\u8A9E", "\uD55C\uAD6D\uC5B4", "\U0001F511\U0001F511", "\uFFFD\uFFFF", "x\u00A0x", "a  b", "'; DROP TABLE tokens; --", "\"quoted\"", "a\\b%_",
        "=1+1", "<b>&amp;</b>", "NULL", "true", "0x1F", "1e5", new string('\u00E9', 100), string.Concat(Enumerable.Repeat("\U0001F600", 100)),
    ];

    // Ids, some of which equal others if case is folded, by normalization, by a collation or without their last character.
    private static readonly string[] Twins =
    [
        "robot", "Robot", "ROBOT", "robot.", ".robot", "..robot", "robot-1", "robot_1", "robo", "ss", "SS", "\u00DF", "\u1E9E", "\u00C5", "\u212B", "\u00E5", "K", "\u212A", "\u03A9", "\u2126",
        "i", "I", "\u0131", "\u0130", "fi", "\uFB01", "a*", "a?", "a'b", "a\"b", "a:b", "a;b", "a#b", "a+b", "a&b", "a=b", "a,b", "CON", "nul", "con.json", "{0}", "$x", "~", "-", "--", "_", "\uFFFD", "\U0001D4B3", "\u30AB", "\uFF76",
        new string('x', 127), new string('x', 128), string.Concat(Enumerable.Repeat("\U0001D4B3", 128)),
    ];

    [Proves(
        "Every valid token name is returned unchanged: up to 100 scalar values of any script, quotation marks, percent signs, emoji (R22).",
        FailureMeans = "Names are truncated, re-encoded, trimmed or normalized again, so a Super Admin may mistake one token for another.")]
    public static Task Every_name_round_trips(CaseRun trial) => RoundTripAsync(
        trial,
        [.. TrickyNames.Select(AuthTokenName.Parse), .. trial.Values("names").Sample(ValueArbitraries.Names(), trial.Settings.Values)],
        name => TestData.Token() with { Name = name });

    [Proves(
        "Every calendar date from 0001-01-01 to 9999-12-31 is returned unchanged, including leap days and days that have no midnight in some time zone (T15).",
        FailureMeans = "Dates are converted to local time or to a type that is too small: tokens expire a day early or late, or never.")]
    public static Task Every_date_round_trips(CaseRun trial) => RoundTripAsync(
        trial,
        [
            new LocalDate(1, 1, 1), new LocalDate(1582, 10, 10), new LocalDate(1900, 2, 28), new LocalDate(1969, 12, 31), new LocalDate(1970, 1, 1),
            new LocalDate(2000, 2, 29), new LocalDate(2011, 12, 30), new LocalDate(2027, 3, 28), new LocalDate(2027, 10, 31), new LocalDate(2028, 2, 29),
            new LocalDate(2038, 1, 20), new LocalDate(2106, 2, 8), new LocalDate(2262, 4, 12), new LocalDate(9999, 12, 30), new LocalDate(9999, 12, 31),
            .. trial.Values("dates").Sample(ValueArbitraries.Dates(), trial.Settings.Values),
        ],
        date => TestData.Token() with { ExpiresOn = date });

    [Proves(
        "Instants are returned with microsecond precision: the creation of a token, and the time of a change.",
        FailureMeans = "Instants are truncated to milliseconds or seconds, or shifted by a time zone, so the audit history shows the wrong time or order.")]
    public static async Task Every_instant_round_trips_to_the_microsecond(CaseRun trial)
    {
        var values = trial.Values("instants").Sample(ValueArbitraries.Instants(), trial.Settings.Values);
        await RoundTripAsync(trial, values, instant => TestData.Token() with { CreatedAt = instant });
        var account = await trial.NewAccount().PrepareAsync();
        var token = account.State.Tokens.First().Id;
        foreach (var instant in values)
        {
            await account.CommitAsync(new AuthTokenRevealed { Origin = account.Next with { At = instant }, TokenId = token });
        }

        await account.CheckAsync();
        var withKey = trial.NewAccount();
        await withKey.CommitAsync(new ApiKeyCreated { Origin = withKey.Next, ApiKey = TestData.ApiKey() with { CreatedAt = values[0] } });
        await withKey.CheckAsync();
    }

    [Proves(
        "Every user id that a host may assign is returned unchanged, and ids that differ only in case, in the encoding of accents or in trailing characters belong to different users.",
        FailureMeans = "A collation treats different ids as equal: disabling one user disables another, or leaves that one with an active token.")]
    public static async Task Every_user_id_round_trips(CaseRun trial)
    {
        UserId[] twins = [.. Twins.Select(UserId.Parse)];
        var account = trial.NewAccount();
        foreach (var user in twins.Concat(trial.Values("user ids").Sample(ValueArbitraries.UserIds(), trial.Settings.Values / 4)))
        {
            // Each user has different facts, so that overwriting one with another is detected.
            await account.CommitAsync(new UserAccessChanged
            {
                Origin = account.Next with { By = user },
                User = new UserAccess
                {
                    UserId = user,
                    IsApiUser = account.State.Version % 2 == 0,
                    IsEnabled = account.State.Version % 3 == 0,
                },
            });
        }

        await account.CheckAsync();
        await account.CommitAsync(new UserRemoved { Origin = account.Next, UserId = twins[0] });
        await account.CheckAsync();
        await RoundTripAsync(trial, twins, user => TestData.Token() with { UserId = user });
    }

    [Proves(
        "Every account id that a host may assign identifies a separate account, even if two ids differ only in case, encoding or trailing characters.",
        FailureMeans = "Two customers share an account, or an account id is interpreted as part of a path or a statement (T13).")]
    public static async Task Every_account_id_is_a_separate_account(CaseRun trial)
    {
        AccountId[] twins = [.. Twins.Select(AccountId.Parse)];
        var accounts = twins.Concat(trial.Values("account ids").Sample(ValueArbitraries.AccountIds(), trial.Settings.Values / 4)).Distinct()
            .Select(trial.Account).ToList();
        foreach (var account in accounts)
        {
            await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() });
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        }

        var found = await trial.Store.FindAccountsAsync([.. accounts.Select(account => account.State.ApiKey!.Digest)], trial.Stop);
        foreach (var account in accounts)
        {
            await account.CheckAsync();
            Expect.Equal(account.Id, found.GetValueOrDefault(account.State.ApiKey!.Digest), "the account that an API key is found in");
        }
    }

    [Proves(
        "Hints and protected secrets of up to 2,048 characters are returned unchanged; a secret that is not kept stays absent (R2, R14).",
        FailureMeans = "A protected secret is truncated: the API key can never be displayed again, although it works.")]
    public static async Task Protected_secrets_round_trip(CaseRun trial)
    {
        foreach (var secret in (string[])["x", "aA+/=-_ .", new string('z', 2_048)])
        {
            var account = trial.NewAccount();
            await account.CommitAsync(new ApiKeyCreated
            {
                Origin = account.Next,
                ApiKey = new ApiKey { Digest = TestData.Digest(), ProtectedSecret = secret, CreatedAt = TestData.Noon },
            });
            await account.CommitAsync(new AuthTokenCreated
            {
                Origin = account.Next,
                Token = TestData.Token() with { ProtectedSecret = secret, Hint = "aB0z" },
            });
            await account.CommitAsync(new AuthTokenCreated
            {
                Origin = account.Next,
                Token = TestData.Token() with { ProtectedSecret = null, Hint = "Ab0Z" },
            });
            await account.CheckAsync();
        }
    }

    /// <summary>Stores each value in a token, a hundred tokens per account, and checks state and history.</summary>
    private static async Task RoundTripAsync<T>(CaseRun trial, IReadOnlyList<T> values, Func<T, AuthToken> token)
    {
        foreach (var hundred in values.Chunk(AccountAccess.MaxTokens))
        {
            var account = trial.NewAccount();
            foreach (var value in hundred)
            {
                await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = token(value) });
            }

            await account.CheckAsync();
        }
    }
}
