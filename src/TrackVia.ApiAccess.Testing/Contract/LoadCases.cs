using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class LoadCases
{
    [Proves(
        "An account without stored changes loads as the empty aggregate at version 0, and its history is empty.",
        FailureMeans = "The first change of a new account is never accepted, or an account starts with facts that nobody recorded.")]
    public static async Task An_account_that_has_never_changed_is_empty_at_version_0(CaseRun trial) =>
        await trial.NewAccount().CheckAsync();

    [Proves(
        "After a change of any kind, the account loads at the next version, with exactly the facts that result from the change.",
        FailureMeans = "The store acknowledges a kind of change without applying it, or applies more than the change: a deactivated token may continue to work.")]
    public static Task Every_kind_of_change_loads_as_it_was_committed(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        await account.CommitAsync(change);
        Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, trial.Stop));
    });

    [Proves(
        "A load that starts after a commit was acknowledged sees that commit, even if the account was loaded just before.",
        FailureMeans = "Loads are served by a cache or an asynchronous replica: revoked credentials continue to work, and commands conflict again and again.")]
    public static async Task A_load_sees_every_commit_acknowledged_before_it_began(CaseRun trial)
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
        "A change to one account leaves every other account unchanged, even if both have users with the same id and tokens with the same id and digest.",
        FailureMeans = "One customer's changes affect another customer's credentials.")]
    public static async Task Accounts_do_not_affect_each_other(CaseRun trial)
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
