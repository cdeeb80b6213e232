using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>A file of its own for one test, and the stores that are opened on it.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("apiaccess-");
    private readonly List<SqlApiAccessStore> _stores = [];

    public string Path => System.IO.Path.Combine(_directory.FullName, "data", "access.db");

    public string BackupPath => System.IO.Path.Combine(_directory.FullName, "backup.db");

    private string BackupConnectionString => $"Data Source={BackupPath}";

    public string ConnectionString => $"Data Source={Path}";

    public SqlApiAccessStore Open(
        SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, string more = "", string prefix = TableNames.DefaultPrefix)
    {
        var options = new SqliteStoreOptions { ConnectionString = ConnectionString + more, Provisioning = provisioning, TablePrefix = prefix };
        var store = SqliteApiAccessBuilderExtensions.Create(options, TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    /// <summary>Begins a transaction of a host on a connection of its own, after setting something.</summary>
    public Task<HostConnection> BeginAsync(string setting = "") => BeginAsync(ConnectionString + ";Pooling=False", setting);

    /// <summary>On a thread of its own: SQLite waits for the file's lock synchronously, and here in small steps.</summary>
    public static Task<HostConnection> BeginAsync(string connectionString, string setting) => Task.Factory.StartNew(
        () =>
        {
            var connection = new SqliteConnection(connectionString);
            connection.Open();
            sqlite3_busy_timeout(connection.Handle, 60_000);
            if (setting.Length > 0)
            {
                using var command = connection.CreateCommand();
                command.CommandText = setting;
                command.ExecuteNonQuery();
            }

            return new HostConnection(connection, connection.BeginTransaction());
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Copies the database as it is, by SQLite's own backup.</summary>
    public void BackUp() => Copy(ConnectionString, BackupConnectionString);

    /// <summary>Writes the backup into the file that is open, as <c>.restore</c> does.</summary>
    public void Restore() => Copy(BackupConnectionString, ConnectionString);

    /// <summary>Puts the backup in the file's place by renaming it, without what is left of the file's log.</summary>
    public void Replace()
    {
        DeleteLog();
        File.Move(BackupPath, Path, overwrite: true);
    }

    /// <summary>Copies the database by VACUUM INTO, which puts its pages in another order.</summary>
    public void VacuumIntoBackup() => Execute($"VACUUM INTO '{BackupPath}'");

    /// <summary>Copies the main file only, once all of the WAL is in it.</summary>
    public void CopyWhole()
    {
        Assert.Equal(0L, Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        Run("cp", Path, BackupPath);
    }

    /// <summary>Copies the backup over the open file, as an operator does: the WAL is left.</summary>
    public void Overwrite() => Run("cp", BackupPath, Path);

    /// <summary>Renames the backup to the file's name, and leaves the WAL.</summary>
    public void ReplaceWithoutItsLog() => Run("mv", BackupPath, Path);

    public void DeleteLog()
    {
        File.Delete(Path + "-wal");
        File.Delete(Path + "-shm");
    }

    public void Delete()
    {
        DeleteLog();
        File.Delete(Path);
    }

    /// <summary>Renames the file, and its log with it.</summary>
    /// <returns>Where it is now.</returns>
    public string MoveAway()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Move(Path + suffix, Path + ".moved" + suffix);
        }

        return Path + ".moved";
    }

    public object? Execute(string sql) => Execute(Path, sql);

    public static object? Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public Process Start(string verb, params string[] args) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(SqliteFile).Assembly.Location, verb, Path, .. args]) { RedirectStandardOutput = true })!;

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

    /// <summary>Runs a tool in a process of its own: a handle that this process closes would release SQLite's locks.</summary>
    private static void Run(string tool, string from, string to)
    {
        using var process = Process.Start(tool, [from, to]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection(from + ";Pooling=False");
        using var target = new SqliteConnection(to + ";Pooling=False");
        source.Open();
        target.Open();
        while (true)
        {
            try
            {
                source.BackupDatabase(target);
                return;
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == 5)
            {
                // A node may be writing at this moment, and the backup does not queue behind it.
                Thread.Yield();
            }
        }
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
