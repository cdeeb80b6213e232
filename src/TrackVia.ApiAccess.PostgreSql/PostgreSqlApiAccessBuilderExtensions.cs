using System.Data.Common;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.PostgreSql;
using TrackVia.ApiAccess.Sql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores accounts in a PostgreSQL database.</summary>
/// <remarks>
/// <para>
/// The tables are provisioned before the host's listener opens, or at first use in a program without a host. If there are several servers,
/// only the primary is used. The store keeps one connection for <c>LISTEN</c> as soon as something waits for the feed.
/// </para>
/// <para>
/// <c>services.Configure&lt;PostgreSqlStoreOptions&gt;(section)</c> binds the options to configuration. All given options apply, in the
/// order of the calls.
/// </para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in their first argument, which no optional parameter can stand in for.
public static class PostgreSqlApiAccessBuilderExtensions
{
    /// <summary>Stores accounts in the PostgreSQL database of a connection string.</summary>
    /// <remarks>Statements are prepared, except through a pooler, unless the connection string sets <c>Max Auto Prepare</c>.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, in the format of Npgsql. It may name several hosts: a primary and its
    /// standbys.</param>
    /// <param name="configure">Sets other options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> cannot be read.</exception>
    public static ApiAccessBuilder UsePostgreSql(
        this ApiAccessBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        // A wrong connection string fails here, where it is written.
        PostgreSqlDataSources.Complete(connectionString);
        builder.Services.Configure<PostgreSqlStoreOptions>(options => options.ConnectionString = connectionString);
        return builder.UsePostgreSql(configure);
    }

    /// <summary>Stores accounts in the PostgreSQL database of a data source, which the host continues to own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">The host's data source. It needs no plugin; the host sets <c>Max Auto Prepare</c>.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UsePostgreSql(
        this ApiAccessBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(builder, configure, (_, _) => (dataSource, OwnsDataSource: false));
    }

    /// <summary>
    /// Stores accounts in the PostgreSQL database of <see cref="PostgreSqlStoreOptions.ConnectionString"/>, or of the data source that the
    /// host has registered.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UsePostgreSql(this ApiAccessBuilder builder, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Use(builder, configure, (services, options) => options.ConnectionString is { } connectionString
            ? (PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(connectionString)), OwnsDataSource: true)
            : (Registered(services), OwnsDataSource: false));
    }

    internal static SqlApiAccessStore Create(
        DbDataSource dataSource,
        bool ownsDataSource,
        PostgreSqlStoreOptions options,
        TimeProvider timeProvider,
        ILogger? logger = null,
        string? remedy = null) => new(
            new SqlSession(
                PostgreSqlDataSources.OnPrimary(dataSource),
                ownsDataSource ? dataSource : null,
                new PostgreSqlDialect(new TableNames(options.Schema, options.TablePrefix), logger ?? NullLogger.Instance),
                options.Provisioning,
                timeProvider,
                remedy),
            timeProvider);

    private static ApiAccessBuilder Use(
        ApiAccessBuilder builder,
        Action<PostgreSqlStoreOptions>? configure,
        Func<IServiceProvider, PostgreSqlStoreOptions, (DbDataSource DataSource, bool OwnsDataSource)> open)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlStoreOptions>, PostgreSqlStoreOptionsValidator>());
        builder.Services.Configure(configure ?? (_ => { }));
        return SqlStoreRegistration.Use(builder, services =>
        {
            var options = services.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value;
            var (dataSource, ownsDataSource) = open(services, options);
            var logger = services.GetService<ILoggerFactory>()?.CreateLogger<PostgreSqlDialect>();
            return Create(dataSource, ownsDataSource, options, services.GetRequiredService<TimeProvider>(), logger);
        });
    }

    private static NpgsqlDataSource Registered(IServiceProvider services) =>
        services.GetService<NpgsqlDataSource>()
        ?? services.GetService<DbDataSource>() as NpgsqlDataSource
        ?? throw new InvalidOperationException(
            "UsePostgreSql() found no connection string and no NpgsqlDataSource. Pass a connection string, set "
            + "PostgreSqlStoreOptions.ConnectionString, or register a data source, as AddNpgsqlDataSource() of the package "
            + "Npgsql.DependencyInjection does.");
}
