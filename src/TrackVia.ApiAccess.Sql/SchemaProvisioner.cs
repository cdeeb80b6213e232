using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Upgrades the tables to the library's version, or checks them, once for each store.</summary>
/// <param name="dataSource">Opens the connections.</param>
/// <param name="dialect">The database.</param>
/// <param name="provisioning">Whether to upgrade or to check.</param>
/// <param name="retry">Repeats after transient errors.</param>
/// <param name="remedy">What to do about tables that are not current, or <see langword="null"/> for the scripts.</param>
internal sealed class SchemaProvisioner(
    DbDataSource dataSource, SqlDialect dialect, SchemaProvisioning provisioning, TransientRetry retry, string? remedy) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _readVersion = dialect.Names.Apply("SELECT COALESCE(MAX(version), 0) FROM api_access_schema");
    private volatile bool _isReady;

    private int Newest => dialect.Scripts[^1].Version;

    /// <summary>Provisions once. Concurrent calls wait; after a failure the next call tries again.</summary>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) => _isReady ? default : new ValueTask(ProvisionAsync(cancellationToken));

    /// <summary>
    /// Provisions while the host starts. With <see cref="SchemaProvisioning.None"/> it does nothing, so the database may be down.
    /// </summary>
    public ValueTask EnsureAtStartAsync(CancellationToken cancellationToken) =>
        provisioning == SchemaProvisioning.None ? default : EnsureAsync(cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
            {
                _isReady = await retry.RunAsync(ProvisionOnceAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> ProvisionOnceAsync(CancellationToken cancellationToken)
    {
        dialect.Prepare(provisioning);
        using var connection = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        await dialect.CheckAsync(connection, cancellationToken).ConfigureAwait(false);
        if (provisioning == SchemaProvisioning.None || await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false) == Newest)
        {
            return true;
        }

        if (provisioning == SchemaProvisioning.Validate)
        {
            throw new StoreUnavailableException(
                $"The database's tables are not at version {Newest}, which this version of the library needs. "
                + (remedy ?? $"Run the scripts in the package's folder 'schema' up to {Newest}, or set "
                    + $"{nameof(SchemaProvisioning)}.{nameof(SchemaProvisioning.CreateIfMissing)}."));
        }

        await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Runs the missing scripts. Hosts that start at the same time queue, and the later ones find nothing to do (T37).</summary>
    private Task MigrateAsync(DbConnection connection, CancellationToken cancellationToken) => dialect.MigrateAsync(
        connection,
        async () =>
        {
            var version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
            if (version == 0)
            {
                await dialect.CreateSchemaAsync(connection, cancellationToken).ConfigureAwait(false);
            }

            foreach (var script in dialect.Scripts.Where(script => script.Version > version))
            {
                await connection.ExecuteAsync(script.Text, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private async Task<long> ReadVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ReadNumberAsync(dialect.SchemaTableExists, cancellationToken).ConfigureAwait(false) == 0)
        {
            return 0;
        }

        var version = await connection.ReadNumberAsync(_readVersion, cancellationToken).ConfigureAwait(false);
        return version <= Newest
            ? version
            : throw new StoreUnavailableException(
                $"The database's tables are at version {version}; this version of the library supports versions up to {Newest}. Update the "
                + "library on this host, or restore the database from a backup made before its update.");
    }
}
