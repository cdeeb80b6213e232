using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps accounts in a SQLite file.</summary>
public static class SqliteApiAccessBuilderExtensions
{
    /// <summary>Keeps accounts in a SQLite file, which several processes of one machine may share.</summary>
    /// <remarks>
    /// A missing file is created, and its directory too. Every commit is synchronised to disk (WAL, <c>synchronous=FULL</c>).
    /// The tables are provisioned before the host's listener opens, or at first use where there is no host.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">As Microsoft.Data.Sqlite takes it: <c>Data Source=FILE</c>.</param>
    /// <param name="configure">Sets options, if any.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> cannot be read, or names no file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of bounds.</exception>
    public static ApiAccessBuilder UseSqlite(
        this ApiAccessBuilder builder, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var options = new SqliteStoreOptions();
        configure?.Invoke(options);
        using (new SqliteDataSource(connectionString, options.BusyTimeout))
        {
            // Made once for its checks: a wrong string or option fails here, where it was written.
        }

        return SqlStoreRegistration.Use(
            builder, services => Create(connectionString, options, services.GetRequiredService<TimeProvider>()));
    }

    internal static SqlApiAccessStore Create(string connectionString, SqliteStoreOptions options, TimeProvider timeProvider)
    {
        var source = new SqliteDataSource(connectionString, options.BusyTimeout);
        return new SqlApiAccessStore(
            new SqlSession(source, owned: source, new SqliteDialect(source), options.Provisioning, timeProvider), timeProvider);
    }
}
