using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class LoadCases
{
    [Proves(
        "An account of which nothing is stored loads as the empty aggregate at version 0, and its history is empty.",
        FailureMeans = "The first change of a new account is never accepted, or an account begins with facts that nobody recorded.")]
    public static async Task An_account_that_has_never_changed_is_empty_at_version_0(CaseRun trial) =>
        await trial.NewAccount().CheckAsync();

    [Proves(
        "After a change of any kind the account loads with exactly the facts that the change leaves, one version on.",
        FailureMeans = "A kind of change is acknowledged and not carried out, or does more than it says: a deactivated token may go on working.")]
    public static Task Every_kind_of_change_loads_as_it_was_committed(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        await account.CommitAsync(change);
        Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, trial.Stop));
    });

    [Proves(
        "A load that starts after a commit was answered sees it, also when the account was loaded a moment before.",
        FailureMeans = "A cache or an asynchronous replica answers: what was revoked goes on working, and deciders never see why they conflict.")]
    public static async Task A_load_sees_every_commit_that_was_answered_before_it_began(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var token = account.State.Tokens.First(one => !one.IsDeactivated).Id;
        for (var i = 0; i < 20; i++)
        {
            await account.CheckAsync();
            await account.CommitAsync(i % 2 == 0
                ? new AuthTokenDeactivated { Origin = account.Next, TokenId = token }
                : new AuthTokenResumed { Origin = account.Next, TokenId = token });
            Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, trial.Stop));
        }
    }

    [Proves(
        "Changes of one account leave every other as it was, even where both have users of the same id and tokens of the same id and digest.",
        FailureMeans = "One customer's changes reach another's credentials.")]
    public static async Task Accounts_do_not_touch_each_other(CaseRun trial)
    {
        var first = await trial.NewAccount().PrepareAsync();
        var second = trial.NewAccount();
        var tokens = first.State.Tokens.Select(token => token with { IsDeactivated = false }).ToList();
        Func<AccessChange>[] changes =
        [
            () => new UserAccessChanged
            {
                Origin = second.Next,
                User = new UserAccess { UserId = TestAccount.Robot, IsApiUser = true, IsEnabled = true },
            },
            () => new AuthTokenCreated { Origin = second.Next, Token = tokens[0] },
            () => new AuthTokenCreated { Origin = second.Next, Token = tokens[1] },
            () => new AuthTokenDeactivated { Origin = second.Next, TokenId = tokens[0].Id },
            () => new AuthTokenDeactivated { Origin = second.Next, TokenId = tokens[1].Id },
            () => new AuthTokenResumed { Origin = second.Next, TokenId = tokens[0].Id },
            () => new AuthTokenResumed { Origin = second.Next, TokenId = tokens[1].Id },
            () => new UserAccessChanged
            {
                Origin = second.Next,
                User = new UserAccess { UserId = TestAccount.Robot, IsApiUser = true, IsEnabled = false },
            },
            () => new UserRemoved { Origin = second.Next, UserId = TestAccount.Robot },
            () => new AuthTokenDeleted { Origin = second.Next, TokenId = tokens[0].Id },
        ];
        foreach (var change in changes)
        {
            await second.CommitAsync(change());
            await second.CheckAsync();
            await first.CheckAsync();
        }
    }
}
