using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using TrackVia.ApiAccess.Testing.Races;

namespace TrackVia.ApiAccess.Testing.Uses;

/// <summary>The duties of <see cref="ITokenUsageStore"/>.</summary>
internal static class UseCases
{
    [Proves(
        "Of several recorded uses of a token, the latest is returned, in whatever order they are recorded; the usage of other tokens and accounts is unaffected.",
        FailureMeans = "A slow node overwrites a later use that another node recorded, so a token that is in use looks unused.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task The_latest_of_several_uses_is_returned(CaseRun trial)
    {
        var log = CaseRun.UsesOf(trial.Store);
        var (account, other) = (await trial.NewAccount().PrepareAsync(), await trial.NewAccount().PrepareAsync());
        var (first, second, foreign) = (account.State.Tokens.First().Id, account.State.Tokens.Last().Id, other.State.Tokens.First().Id);
        await log.RecordUsageAsync([Use(account, first, 1), Use(account, second, 9), Use(other, foreign, 5)], trial.Stop);
        await log.RecordUsageAsync([Use(account, first, 3)], trial.Stop);
        await log.RecordUsageAsync([Use(account, first, 2), Use(account, second, 8)], trial.Stop);

        await ExpectAsync(trial, account, Use(account, first, 3), Use(account, second, 9));
        await ExpectAsync(trial, other, Use(other, foreign, 5));
        await ExpectAsync(trial, await trial.NewAccount().PrepareAsync());
    }

    [Proves(
        "Of uses that are recorded at the same time, on any handle, the latest is returned.",
        FailureMeans = "The store compares first and writes later, so a token that is in use looks unused.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task The_latest_of_concurrent_uses_is_returned(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var account = await trial.NewAccount().PrepareAsync();
        var id = account.State.Tokens.First().Id;
        var minutes = Enumerable.Range(1, trial.Settings.Contenders).ToList();
        await Contenders.RunAsync(minutes, async (minute, i) =>
        {
            await CaseRun.UsesOf(handles[i % handles.Count]).RecordUsageAsync([Use(account, id, minute)], trial.Stop);
            return minute;
        });

        await ExpectAsync(trial, account, Use(account, id, minutes.Count));
    }

    [Proves(
        "The latest use is returned with its client address, whether IPv4, IPv6 or absent.",
        FailureMeans = "A Super Admin sees no address, or that of another use, and looks for a leaked token in the wrong place.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task The_latest_use_is_returned_with_its_client_address(CaseRun trial)
    {
        var log = CaseRun.UsesOf(trial.Store);
        var account = await trial.NewAccount().PrepareAsync();
        var (first, second) = (account.State.Tokens.First().Id, account.State.Tokens.Last().Id);
        var (four, six) = (IPAddress.Parse("203.0.113.9"), IPAddress.Parse("2001:db8::9"));
        await log.RecordUsageAsync([Use(account, first, 1, four), Use(account, second, 2, six)], trial.Stop);
        await ExpectAsync(trial, account, Use(account, first, 1, four), Use(account, second, 2, six));

        await log.RecordUsageAsync([Use(account, first, 2, six), Use(account, second, 1, four)], trial.Stop);
        await ExpectAsync(trial, account, Use(account, first, 2, six), Use(account, second, 2, six));

        await log.RecordUsageAsync([Use(account, first, 3)], trial.Stop);
        await ExpectAsync(trial, account, Use(account, first, 3), Use(account, second, 2, six));
    }

    [Proves(
        "A token that does not exist has no usage, and deleting a token removes its usage.",
        FailureMeans = "The table grows forever, or a whole batch fails because one of its tokens has been deleted.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task A_token_that_does_not_exist_has_no_usage(CaseRun trial)
    {
        var log = CaseRun.UsesOf(trial.Store);
        var account = await trial.NewAccount().PrepareAsync();
        var deleted = account.State.Tokens.First(token => token.IsDeactivated).Id;
        var stays = account.State.Tokens.First(token => !token.IsDeactivated).Id;
        await log.RecordUsageAsync([Use(account, deleted, 1)], trial.Stop);
        await account.CommitAsync(new AuthTokenDeleted { Origin = account.Next, TokenId = deleted });
        await ExpectAsync(trial, account);

        await log.RecordUsageAsync([Use(account, deleted, 2), Use(account, stays, 2), Use(account, AuthTokenId.New(), 2), Use(trial.NewAccount(), stays, 2)], trial.Stop);
        await ExpectAsync(trial, account, Use(account, stays, 2));
    }

    [Proves(
        "Recording usage changes neither the account, nor its history, nor the feed.",
        FailureMeans = "Requests cause changes: commits conflict, and every node reloads accounts that have not changed.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task Recording_usage_is_not_a_change(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var end = await trial.Store.GetFeedEndAsync(trial.Stop);
        await CaseRun.UsesOf(trial.Store).RecordUsageAsync([Use(account, account.State.Tokens.First().Id, 1)], trial.Stop);

        await account.CheckAsync();
        Expect.Equal(end, await trial.Store.GetFeedEndAsync(trial.Stop), "the feed's end");
    }

    [Proves(
        "A batch of the maximum size is recorded completely.",
        FailureMeans = "The usage of a busy node is never recorded, because the statement is too long for the database.",
        Needs = StoreTraits.RecordsUsage)]
    public static async Task A_batch_of_the_maximum_size_is_recorded(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var ids = account.State.Tokens.Select(token => token.Id).ToList();
        TokenUsage[] batch =
        [
            .. Enumerable.Range(ids.Count, IApiAccessStore.MaxPageSize - ids.Count).Select(_ => Use(account, AuthTokenId.New(), 1)),
            .. ids.Select(id => Use(account, id, 1)),
        ];
        await CaseRun.UsesOf(trial.Store).RecordUsageAsync(batch, trial.Stop);

        await ExpectAsync(trial, account, [.. ids.Select(id => Use(account, id, 1))]);
    }

    private static TokenUsage Use(TestAccount account, AuthTokenId id, int minute, IPAddress? clientAddress = null) =>
        new() { AccountId = account.Id, TokenId = id, At = TestData.Noon + Duration.FromMinutes(minute), ClientAddress = clientAddress };

    private static async Task ExpectAsync(CaseRun trial, TestAccount account, params TokenUsage[] uses) => Expect.InOrder(
        [.. uses.Select(use => $"{use.TokenId}: {use}").Order(StringComparer.Ordinal)],
        [.. (await CaseRun.UsesOf(trial.Store).ReadUsageAsync(account.Id, trial.Stop)).Select(use => $"{use.Key}: {use.Value}").Order(StringComparer.Ordinal)],
        $"the uses of the tokens of '{account.Id}'");
}
