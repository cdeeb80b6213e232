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
        "Every name that a token may have comes back as it went in: 100 scalar values of any script, quotes, percent signs, emoji (R22).",
        FailureMeans = "Names are cut, re-encoded, trimmed or normalised again: a Super Admin takes one token for another.")]
    public static Task Every_name_comes_back_as_it_went_in(CaseRun trial) => RoundTripAsync(
        trial,
        [.. TrickyNames.Select(AuthTokenName.Parse), .. trial.Values("names").Sample(ValueArbitraries.Names(), trial.Settings.Values)],
        name => TestData.Token() with { Name = name });

    [Proves(
        "Every calendar date comes back as it went in, from 0001-01-01 to 9999-12-31, leap days and days without a midnight somewhere among them (T15).",
        FailureMeans = "Dates pass through local time or a type that is too small: tokens expire a day early or late, or never.")]
    public static Task Every_date_comes_back_as_it_went_in(CaseRun trial) => RoundTripAsync(
        trial,
        [
            new LocalDate(1, 1, 1), new LocalDate(1582, 10, 10), new LocalDate(1900, 2, 28), new LocalDate(1969, 12, 31), new LocalDate(1970, 1, 1),
            new LocalDate(2000, 2, 29), new LocalDate(2011, 12, 30), new LocalDate(2027, 3, 28), new LocalDate(2027, 10, 31), new LocalDate(2028, 2, 29),
            new LocalDate(2038, 1, 20), new LocalDate(2106, 2, 8), new LocalDate(2262, 4, 12), new LocalDate(9999, 12, 30), new LocalDate(9999, 12, 31),
            .. trial.Values("dates").Sample(ValueArbitraries.Dates(), trial.Settings.Values),
        ],
        date => TestData.Token() with { ExpiresOn = date });

    [Proves(
        "Instants come back to the microsecond: when a token was created and when a change was made.",
        FailureMeans = "Instants are cut to milliseconds or seconds, or shifted by a time zone: the audit tells a wrong order or time.")]
    public static async Task Every_instant_comes_back_to_the_microsecond(CaseRun trial)
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
        "Every id that a host may give to users comes back as it went in, and ids that differ in case, accents' encoding or trailing characters alone are different users.",
        FailureMeans = "A collation folds ids: disabling one user disables another, or lets that one keep a token.")]
    public static async Task Every_user_id_comes_back_as_it_went_in(CaseRun trial)
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
        "Every id that a host may give to accounts is an account of its own, also where ids differ in case, encoding or trailing characters alone.",
        FailureMeans = "Two customers share an account, or an account's name escapes into a path or a statement (T13).")]
    public static async Task Every_account_id_is_an_account_of_its_own(CaseRun trial)
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
        "Protected secrets of up to 2,048 characters and hints come back as they went in; a secret that is not kept stays absent (R2, R14).",
        FailureMeans = "A protected text is cut: the API key can never be displayed again, though it works.")]
    public static async Task Protected_secrets_come_back_as_they_went_in(CaseRun trial)
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
