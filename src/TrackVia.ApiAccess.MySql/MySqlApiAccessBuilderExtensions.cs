using System.Data.Common;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MySqlConnector;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.MySql;
using TrackVia.ApiAccess.Sql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores accounts in a database of MariaDB or MySQL.</summary>
/// <remarks>
/// <para>
/// The tables are provisioned before the host's listener opens, or at first use without a host. A server that is read-only or a
/// replica is not used. Galera clusters are refused.
/// </para>
/// <para>
/// <c>services.Configure&lt;MySqlStoreOptions&gt;(section)</c> binds the options to configuration. All given options apply, in the order of
/// the calls.
/// </para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in their first argument, which no optional parameter can stand in for.
public static class MySqlApiAccessBuilderExtensions
{
    /// <summary>Stores accounts in the database of a connection string.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, in the format of MySqlConnector. It names one server, the primary.</param>
    /// <param name="configure">Sets other options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> cannot be read, or names several servers.</exception>
    public static ApiAccessBuilder UseMySql(this ApiAccessBuilder builder, string connectionString, Action<MySqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        // A wrong connection string fails here, where it is written.
        MySqlDataSources.Complete(connectionString);
        builder.Services.Configure<MySqlStoreOptions>(options => options.ConnectionString = connectionString);
        return builder.UseMySql(configure);
    }

    /// <summary>Stores accounts in the database of a data source, which the host continues to own.</summary>
    /// <remarks>
    /// The store prepares each session when it opens it. With <c>Connection Reset=False</c> the host later finds the same session as the store
    /// left it: strict mode, read committed, and waits for locks of 10 seconds.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">The host's data source, with one server and without <c>Use Affected Rows</c>.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseMySql(this ApiAccessBuilder builder, MySqlDataSource dataSource, Action<MySqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(builder, configure, (_, _) => (dataSource, OwnsDataSource: false));
    }

    /// <summary>
    /// Stores accounts in the database of <see cref="MySqlStoreOptions.ConnectionString"/>, or of the data source that the host has
    /// registered.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseMySql(this ApiAccessBuilder builder, Action<MySqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Use(builder, configure, (services, options) => options.ConnectionString is { } connectionString
            ? (new MySqlPool(MySqlDataSources.Complete(connectionString)), OwnsDataSource: true)
            : (Registered(services), OwnsDataSource: false));
    }

    internal static SqlApiAccessStore Create(DbDataSource dataSource, bool ownsDataSource, MySqlStoreOptions options, TimeProvider timeProvider) => new(
        new SqlSession(
            dataSource is MySqlDataSource hosts ? new MySqlHostDataSource(hosts) : dataSource,
            ownsDataSource ? dataSource : null,
            new MySqlDialect(MySqlDialect.NamesOf(options.Schema, options.TablePrefix)),
            options.Provisioning,
            timeProvider),
        timeProvider);

    private static ApiAccessBuilder Use(
        ApiAccessBuilder builder,
        Action<MySqlStoreOptions>? configure,
        Func<IServiceProvider, MySqlStoreOptions, (DbDataSource DataSource, bool OwnsDataSource)> open)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MySqlStoreOptions>, MySqlStoreOptionsValidator>());
        builder.Services.Configure(configure ?? (_ => { }));
        return SqlStoreRegistration.Use(builder, services =>
        {
            var options = services.GetRequiredService<IOptions<MySqlStoreOptions>>().Value;
            var (dataSource, ownsDataSource) = open(services, options);
            MySqlDataSources.RefuseSeveralServers(new MySqlConnectionStringBuilder(dataSource.ConnectionString));
            return Create(dataSource, ownsDataSource, options, services.GetRequiredService<TimeProvider>());
        });
    }

    private static MySqlDataSource Registered(IServiceProvider services) =>
        services.GetService<MySqlDataSource>()
        ?? services.GetService<DbDataSource>() as MySqlDataSource
        ?? throw new InvalidOperationException(
            "UseMySql() found no connection string and no MySqlDataSource. Pass a connection string, set "
            + "MySqlStoreOptions.ConnectionString, or register a data source, as AddMySqlDataSource() of the package "
            + "MySqlConnector.DependencyInjection does.");
}
