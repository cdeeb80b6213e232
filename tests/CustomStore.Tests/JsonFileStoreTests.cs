using NodaTime;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore.Tests;

/// <summary>What the kit cannot know: the files, and how they break.</summary>
public sealed class JsonFileStoreTests : IDisposable
{
    private static readonly AccountId Acme = AccountId.Parse("acme");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("custom-store-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_commit_whose_process_died_half_way_is_completed_by_the_next_process()
    {
        var account = await CommitAsync(AccountAccess.Empty(Acme));
        var after = await CommitAsync(account);
        File.Delete(NewestFile("accounts"));

        Assert.Equal(after, await Open().LoadAsync(Acme, CancellationToken.None));
        Assert.Equal(2, (await Open().ReadHistoryAsync(Acme, 0, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task T41_A_folder_that_was_put_back_is_read_as_it_is()
    {
        var account = await CommitAsync(AccountAccess.Empty(Acme));
        var store = Open();
        await CommitAsync(account);
        Assert.Equal(new FeedPosition(2), await store.GetFeedEndAsync(CancellationToken.None));

        File.Delete(NewestFile("accounts"));
        File.Delete(NewestFile("feed"));

        Assert.Equal(new FeedPosition(1), await store.GetFeedEndAsync(CancellationToken.None));
        Assert.Equal(account, await store.LoadAsync(Acme, CancellationToken.None));
        Assert.Single(await store.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None));
    }

    [Fact]
    public async Task An_unreadable_file_is_not_an_empty_account()
    {
        await CommitAsync(AccountAccess.Empty(Acme));
        var store = Open();
        Directory.Delete(Path.Combine(_folder.FullName, "accounts"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "accounts"), "in the folder's place");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(Acme, CancellationToken.None));
    }

    [Fact]
    public async Task A_damaged_file_is_not_answered()
    {
        await CommitAsync(AccountAccess.Empty(Acme));
        await File.WriteAllTextAsync(NewestFile("accounts"), """{"place":1,"change":{}}""");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Open().LoadAsync(Acme, CancellationToken.None));
    }

    [Fact]
    public async Task Only_its_owner_can_access_the_folder()
    {
        await CommitAsync(AccountAccess.Empty(Acme));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(NewestFile("feed")));
        Assert.All(_folder.EnumerateDirectories("*", SearchOption.AllDirectories), folder =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode));
    }

    private JsonFileStore Open() => new(_folder.FullName);

    private string NewestFile(string folder) =>
        Directory.EnumerateFiles(Path.Combine(_folder.FullName, folder), "*", SearchOption.AllDirectories).Order().Last();

    private async Task<AccountAccess> CommitAsync(AccountAccess account)
    {
        var origin = new ChangeOrigin
        {
            Id = ChangeId.New(),
            AccountId = account.Id,
            Version = account.Version + 1,
            At = NodaConstants.UnixEpoch,
            By = UserId.Parse("admin"),
        };
        var change = new UserAccessChanged
        {
            Origin = origin,
            User = new UserAccess
            {
                UserId = UserId.Parse("importer"),
                IsApiUser = true,
                IsEnabled = account.Version % 2 == 0,
            },
        };
        var after = account.Apply(change);
        Assert.Equal(CommitOutcome.Committed, (await Open().CommitAsync(change, after, CancellationToken.None)).Outcome);
        return after;
    }
}
