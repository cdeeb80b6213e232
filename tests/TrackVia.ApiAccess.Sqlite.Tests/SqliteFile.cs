using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>A file of its own for one test, and the stores that are opened on it.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("apiaccess-");
    private readonly List<SqlApiAccessStore> _stores = [];

    public string Path => System.IO.Path.Combine(_directory.FullName, "data", "access.db");

    public string ConnectionString => $"Data Source={Path}";

    public SqlApiAccessStore Open(SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, string more = "")
    {
        var options = new SqliteStoreOptions { Provisioning = provisioning };
        var store = SqliteApiAccessBuilderExtensions.Create(ConnectionString + more, options, TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    public object? Execute(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public Process Start(string verb, params string[] args) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(SqliteFile).Assembly.Location, verb, Path, .. args]) { RedirectStandardOutput = true })!;

    /// <summary>Starts a process that commits what it is given.</summary>
    public Process StartServing() => Process.Start(new ProcessStartInfo("dotnet", [typeof(SqliteFile).Assembly.Location, "serve", Path])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Starts a process whose files can only grow to a limit: its disk is full then.</summary>
    public Process StartWithSmallDisk(int blocksOf512, string verb, params string[] args)
    {
        var limited = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {blocksOf512}; exec dotnet \"$@\"");
        var start = new ProcessStartInfo("sh", ["-c", limited, "sh", typeof(SqliteFile).Assembly.Location, verb, Path, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The runtime would map its code by a large file.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        foreach (var store in _stores)
        {
            store.Dispose();
        }

        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }
}
