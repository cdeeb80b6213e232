using NodaTime;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task T37_eight_processes_that_start_at_once_migrate_once()
    {
        var processes = Enumerable.Range(0, 8).Select(_ => _file.Start("provision")).ToArray();
        foreach (var process in processes)
        {
            using (process)
            {
                await process.WaitForExitAsync();
                Assert.Equal(0, process.ExitCode);
            }
        }

        Assert.Equal(4L, _file.Execute("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task Uses_that_were_recorded_before_client_addresses_were_are_kept()
    {
        var tokenId = AuthTokenId.New();
        await _file.Open().ProvisionAsync(CancellationToken.None);
        _file.Execute($"""
            DELETE FROM api_access_schema WHERE version = 4;
            ALTER TABLE api_access_token_use DROP COLUMN client_address;
            INSERT INTO api_access_account (account_id, version) VALUES ('acme', 1);
            INSERT INTO api_access_token (account_id, token_id, name, user_id, expires_on, created_at, digest, hint, is_deactivated)
            VALUES ('acme', '{tokenId}', 'CI', 'integration', '2030-01-01', 0, zeroblob(32), 'wxyz', 0);
            INSERT INTO api_access_token_use (account_id, token_id, used_at) VALUES ('acme', '{tokenId}', 60000000)
            """);

        var uses = await _file.Open().Usage.ReadUsageAsync(AccountId.Parse("acme"), CancellationToken.None);

        Assert.Equal(new TokenUsage
        {
            AccountId = AccountId.Parse("acme"),
            TokenId = tokenId,
            At = NodaConstants.UnixEpoch + Duration.FromMinutes(1),
        }, Assert.Single(uses).Value);
    }

    [Fact]
    public async Task Validate_refuses_a_file_without_tables_and_makes_none()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await _file.Open(SchemaProvisioning.Validate).ProvisionAsync(CancellationToken.None));

        Assert.Contains("schema", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, _file.Execute("SELECT COUNT(*) FROM sqlite_master"));
    }

    [Theory]
    [InlineData(SchemaProvisioning.CreateIfMissing)]
    [InlineData(SchemaProvisioning.Validate)]
    public async Task T36_a_newer_schema_is_refused_with_both_versions(SchemaProvisioning provisioning)
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        _file.Execute("INSERT INTO api_access_schema (version) VALUES (7)");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _file.Open(provisioning).LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("at version 7; this version of the library supports versions up to 4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_does_not_check_the_tables()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        _file.Execute("INSERT INTO api_access_schema (version) VALUES (7)");

        var account = await _file.Open(SchemaProvisioning.None).LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

        Assert.Equal(0, account.Version);
    }
}
