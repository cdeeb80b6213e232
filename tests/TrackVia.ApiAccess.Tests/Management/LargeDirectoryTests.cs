namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>An account with 50,000 users, 2,000 of them API Users, asks as little of the host's directory as one with five.</summary>
public sealed class LargeDirectoryTests
{
    private const int Users = 50_000;
    private const int ApiUsers = 2_000;

    [Fact]
    public async Task Every_page_takes_one_call_and_at_most_a_page_of_users()
    {
        var directory = new CountingDirectory();
        var acme = new Acme(directory: directory);
        await DesignateAsync(acme);
        directory.Reset();

        var known = (await acme.Manager.ListUsersAsync(Acme.SuperAdmin, null, 50)).Value;
        directory.Took(calls: 1, users: 50);
        var named = (await acme.Manager.FindUsersAsync(Acme.SuperAdmin, [.. Enumerable.Range(0, 100).Select(Id)])).Value;
        directory.Took(calls: 1, users: 100);
        var found = (await acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { Text = "number 4" })).Value;
        directory.Took(calls: 1, users: 50);
        var assignable = (await acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { IsAssignable = true, MaxCount = 20 })).Value;
        directory.Took(calls: 1, users: 20);
        var chosen = (await acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { Text = "number 17025", IsAssignable = true })).Value;
        directory.Took(calls: 1, users: 1);

        Assert.Equal((50, 100, 50, 20), (known.Users.Count, named.Users.Count, found.Users.Count, assignable.Users.Count));
        Assert.All(known.Users.Concat(assignable.Users), user => Assert.True(user.Access.IsApiUser));
        Assert.Equal(Id(17_025), Assert.Single(chosen.Users).Access.UserId);
    }

    [Fact]
    public async Task Page_after_page_reaches_every_user_once()
    {
        var acme = new Acme(directory: new CountingDirectory());
        await DesignateAsync(acme);

        var known = await ReadAllAsync(token => acme.Manager.ListUsersAsync(Acme.SuperAdmin, token, 100));
        var assignable = await ReadAllAsync(token => acme.Manager.SearchUsersAsync(
            Acme.SuperAdmin, new() { IsAssignable = true, MaxCount = 100, ContinuationToken = token }));

        var expected = Enumerable.Range(0, ApiUsers).Select(number => Id(number * (Users / ApiUsers))).ToHashSet();
        Assert.Equal((ApiUsers, ApiUsers), (known.Count, assignable.Count));
        Assert.Equal(expected, known.ToHashSet());
        Assert.Equal(expected, assignable.ToHashSet());
    }

    private static async Task<List<UserId>> ReadAllAsync(Func<string?, Task<ManagementResult<ManagedUserPage>>> read)
    {
        var users = new List<UserId>();
        string? token = null;
        do
        {
            var page = (await read(token)).Value;
            users.AddRange(page.Users.Select(user => user.Access.UserId));
            token = page.ContinuationToken;
        }
        while (token is not null);
        return users;
    }

    private static UserId Id(int number) => UserId.Parse($"user-{number}");

    private static async Task DesignateAsync(Acme acme)
    {
        for (var number = 0; number < Users; number += Users / ApiUsers)
        {
            Assert.True((await acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Id(number), new UserAccessChange { IsApiUser = true })).IsSuccess);
        }
    }

    /// <summary>Counts the calls, and the users that they return.</summary>
    private sealed class CountingDirectory : IUserDirectory
    {
        private readonly Dictionary<UserId, DirectoryUser> _users =
            Enumerable.Range(0, Users).Select(number => new DirectoryUser
            {
                Id = Id(number),
                DisplayName = $"Number {number}",
                IsActive = true,
            }).ToDictionary(user => user.Id);

        private int _calls;
        private int _returned;

        public void Took(int calls, int users)
        {
            Assert.Equal((calls, users), (_calls, _returned));
            Reset();
        }

        public void Reset() => (_calls, _returned) = (0, 0);

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(Counted([_users[userId]]).Single());

        public ValueTask<IReadOnlyList<DirectoryUser>> FindManyAsync(
            AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken) =>
            new(Counted([.. userIds.Select(id => _users[id])]));

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken)
        {
            var page = search.Apply(_users.Values);
            Counted(page.Users);
            return new(page);
        }

        private IReadOnlyList<DirectoryUser> Counted(IReadOnlyList<DirectoryUser> users)
        {
            _calls++;
            _returned += users.Count;
            return users;
        }
    }
}
