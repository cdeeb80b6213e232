using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores accounts in a SQLite file.</summary>
/// <remarks>
/// <para>
/// Several processes of one machine may share the file. A missing file is created, and its directory as well. Every commit is synchronized
/// to disk (WAL, <c>synchronous=FULL</c>). The tables are provisioned before the host's listener opens, or at first use if there is no
/// host.
/// </para>
/// <para>
/// <c>services.Configure&lt;SqliteStoreOptions&gt;(section)</c> binds the options to configuration. All given options apply, in the order
/// of the calls.
/// </para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in their first argument, which no optional parameter can stand in for.
public static class SqliteApiAccessBuilderExtensions
{
    /// <summary>Stores accounts in the SQLite file of a connection string.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, in the format of Microsoft.Data.Sqlite: <c>Data Source=FILE</c>.</param>
    /// <param name="configure">Sets other options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> cannot be read, or does not name a file.</exception>
    public static ApiAccessBuilder UseSqlite(
        this ApiAccessBuilder builder, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        using (new SqliteDataSource(connectionString, new SqliteStoreOptions().BusyTimeout))
        {
            // Created once for its checks: a wrong connection string fails here, where it is written.
        }

        builder.Services.Configure<SqliteStoreOptions>(options => options.ConnectionString = connectionString);
        return builder.UseSqlite(configure);
    }

    /// <summary>Stores accounts in the SQLite file that <see cref="SqliteStoreOptions.ConnectionString"/> names.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseSqlite(this ApiAccessBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        builder.Services.Configure(configure ?? (_ => { }));
        return SqlStoreRegistration.Use(
            builder,
            services => Create(services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value, services.GetRequiredService<TimeProvider>()));
    }

    internal static SqlApiAccessStore Create(SqliteStoreOptions options, TimeProvider timeProvider, string? remedy = null)
    {
        var source = new SqliteDataSource(options.ConnectionString!, options.BusyTimeout);
        return new SqlApiAccessStore(
            new SqlSession(
                source, owned: source, new SqliteDialect(source, new TableNames(prefix: options.TablePrefix)), options.Provisioning, timeProvider, remedy),
            timeProvider);
    }
}
