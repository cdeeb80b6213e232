using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.PostgreSql;
using TrackVia.ApiAccess.Sql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps accounts in a PostgreSQL database.</summary>
/// <remarks>
/// The tables are provisioned before the host's listener opens, or at first use where there is no host. Among several servers the
/// primary alone is used. One connection is kept for <c>LISTEN</c> as soon as something waits for the feed.
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in their first argument, which no optional parameter can stand in for.
public static class PostgreSqlApiAccessBuilderExtensions
{
    /// <summary>Keeps accounts in the PostgreSQL database of a connection string.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">As Npgsql takes it; several hosts for a primary and its standbys. Statements are prepared, except through a pooler, unless it sets <c>Max Auto Prepare</c>.</param>
    /// <param name="configure">Sets options, if any.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> cannot be read.</exception>
    public static ApiAccessBuilder UsePostgreSql(
        this ApiAccessBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var options = Options(configure);
        var complete = PostgreSqlDataSources.Complete(connectionString);
        return SqlStoreRegistration.Use(
            builder,
            services => Create(
                PostgreSqlDataSources.Build(complete), ownsDataSource: true, options, services.GetRequiredService<TimeProvider>(), Logger(services)));
    }

    /// <summary>Keeps accounts in the PostgreSQL database of a data source that the host has, and goes on to own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">The host's data source; no plugin is needed on it. <c>Max Auto Prepare</c> is the host's to set.</param>
    /// <param name="configure">Sets options, if any.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UsePostgreSql(
        this ApiAccessBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        var options = Options(configure);
        return SqlStoreRegistration.Use(
            builder, services => Create(dataSource, ownsDataSource: false, options, services.GetRequiredService<TimeProvider>(), Logger(services)));
    }

    /// <summary>Keeps accounts in the PostgreSQL database whose data source the host has registered.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, if any.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UsePostgreSql(this ApiAccessBuilder builder, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Options(configure);
        return SqlStoreRegistration.Use(
            builder, services => Create(Registered(services), ownsDataSource: false, options, services.GetRequiredService<TimeProvider>(), Logger(services)));
    }

    internal static SqlApiAccessStore Create(
        DbDataSource dataSource, bool ownsDataSource, PostgreSqlStoreOptions options, TimeProvider timeProvider, ILogger? logger = null) => new(
            new SqlSession(
                PostgreSqlDataSources.OnPrimary(dataSource),
                ownsDataSource ? dataSource : null,
                new PostgreSqlDialect(logger ?? NullLogger.Instance),
                options.Provisioning,
                timeProvider),
            timeProvider);

    private static ILogger? Logger(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<PostgreSqlDialect>();

    private static PostgreSqlStoreOptions Options(Action<PostgreSqlStoreOptions>? configure)
    {
        var options = new PostgreSqlStoreOptions();
        configure?.Invoke(options);
        return options;
    }

    private static NpgsqlDataSource Registered(IServiceProvider services) =>
        services.GetService<NpgsqlDataSource>()
        ?? services.GetService<DbDataSource>() as NpgsqlDataSource
        ?? throw new InvalidOperationException(
            "UsePostgreSql() finds no NpgsqlDataSource in the services. Register one, as AddNpgsqlDataSource() of the package Npgsql.DependencyInjection does, or give UsePostgreSql a connection string.");
}
