using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>T57: each cause has its own message with the remedy, and only what is damaged is called so.</summary>
public sealed class SqliteMessageTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private string Folder => Path.GetDirectoryName(_file.Path)!;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task T57_A_file_that_is_not_a_database_is_reported_as_not_a_database()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(_file.Path, string.Concat(Enumerable.Repeat("not a database. ", 512)));

        await AssertMessageAsync(_file.Open(), "is not a SQLite database");
    }

    [Fact]
    public async Task T57_A_path_that_is_a_directory_is_reported_as_a_directory()
    {
        Directory.CreateDirectory(_file.Path);

        await AssertMessageAsync(_file.Open(), "is a directory. Use a file in it");
    }

    [Fact]
    public async Task T57_A_missing_file_that_may_not_be_created_is_reported_as_missing()
    {
        Directory.CreateDirectory(Folder);

        await AssertMessageAsync(_file.Open(more: ";Mode=ReadWrite"), "does not exist. Put the file back");
    }

    [Fact]
    public async Task T57_A_missing_directory_that_may_not_be_created_is_reported_as_missing() =>
        await AssertMessageAsync(_file.Open(more: ";Mode=ReadWrite"), "The directory of");

    [Fact]
    public async Task T57_A_directory_that_cannot_be_created_is_reported_in_the_systems_words()
    {
        await File.WriteAllTextAsync(Folder, "a file where the directory would be");

        await AssertMessageAsync(_file.Open(), "files and folders that it names");
        File.Delete(Folder);
    }

    [Fact]
    public async Task T57_Missing_tables_are_reported_as_missing()
    {
        Directory.CreateDirectory(Folder);
        _file.Execute("VACUUM");

        await AssertMessageAsync(_file.Open(SchemaProvisioning.None), "lacks a table or a column");
    }

    [Fact]
    public async Task T57_A_read_only_file_is_reported_as_read_only()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        var store = _file.Open(SchemaProvisioning.None, ";Mode=ReadOnly");
        var journal = new Journal(store, "acme");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
        {
            Origin = journal.Origin(),
            ApiKey = Journal.ApiKey(),
        }));

        Assert.Contains("leave 'Mode=ReadOnly' out", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_transaction_of_the_host_on_the_same_file_is_named_as_what_keeps_it_locked()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        await using var host = new SqliteConnection(_file.ConnectionString);
        await host.OpenAsync();
        await using var transaction = host.BeginTransaction();
        var options = new SqliteStoreOptions { ConnectionString = _file.ConnectionString, BusyTimeout = TimeSpan.FromMilliseconds(1) };
        await using var store = SqliteApiAccessBuilderExtensions.Create(options, TimeProvider.System);
        var journal = new Journal(store, "acme");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
        {
            Origin = journal.Origin(),
            ApiKey = Journal.ApiKey(),
        }));

        Assert.Contains("in this process or in another", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE api_access_token SET expires_on = 'soon'", "api_access_token")]
    [InlineData("UPDATE api_access_user SET user_id = ''", "api_access_user")]
    public async Task T57_A_damaged_row_is_reported_with_its_table_and_account(string damage, string table)
    {
        var store = _file.Open();
        await FillAsync(store);
        _file.Execute(damage);

        var exception = await AssertMessageAsync(store, "database is damaged");

        Assert.Contains(table, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'acme'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE api_access_token SET name = replace(hex(zeroblob(50)), '0', char(0x0958))")] // 100 letters of two in normal form each.
    [InlineData("UPDATE api_access_token SET name = 'a' || char(0x202E) || 'b'")]
    [InlineData("UPDATE api_access_token SET name = ''")]
    [InlineData("UPDATE api_access_token SET user_id = 'DOMAIN\\olivia'")]
    [InlineData("UPDATE api_access_user SET user_id = 'e' || char(0x0301)")]
    [InlineData("UPDATE api_access_token SET created_at = 9223372036854775807")]
    [InlineData("UPDATE api_access_api_key SET created_at = -9223372036854775808")]
    [InlineData("UPDATE api_access_token SET hint = ''")]
    public async Task T42_What_is_shown_and_decides_nothing_never_takes_the_account_with_it(string change)
    {
        var store = _file.Open();
        await FillAsync(store);
        _file.Execute(change);

        var account = await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

        Assert.Equal((3, 1), (account.Version, account.TokenCount));
    }

    [Theory]
    [InlineData("UPDATE api_access_token_use SET client_address = 'nowhere'", 1)]
    [InlineData("UPDATE api_access_token_use SET client_address = 'fe80::1%no-such-interface'", 1)]
    [InlineData("UPDATE api_access_token_use SET used_at = 9223372036854775807", 1)]
    public async Task T42_A_last_use_that_cannot_be_read_whole_is_listed_as_far_as_it_can(string change, int listed)
    {
        var store = _file.Open();
        var token = await FillAsync(store);
        await store.Usage.RecordUsageAsync(
            [new TokenUsage
            {
                AccountId = AccountId.Parse("acme"),
                TokenId = token,
                At = NodaTime.NodaConstants.UnixEpoch,
                ClientAddress = System.Net.IPAddress.Loopback,
            }], CancellationToken.None);
        _file.Execute(change);

        Assert.Equal(listed, (await store.Usage.ReadUsageAsync(AccountId.Parse("acme"), CancellationToken.None)).Count);
    }

    private static async Task<AuthTokenId> FillAsync(SqlApiAccessStore store)
    {
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await journal.CommitAsync(new UserAccessChanged
        {
            Origin = journal.Origin(),
            User = new()
            {
                UserId = UserId.Parse("olivia"),
                IsApiUser = true,
                IsEnabled = true,
            },
        });
        return journal.Account.Tokens.Single().Id;
    }

    private static async Task<StoreUnavailableException> AssertMessageAsync(SqlApiAccessStore store, string text)
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        return exception;
    }
}
