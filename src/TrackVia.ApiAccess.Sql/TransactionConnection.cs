using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The connection of a host's transaction. Its commands name the transaction, as some drivers demand of each command.</summary>
/// <remarks>The host opens and closes the connection, and its transaction.</remarks>
internal sealed class TransactionConnection(DbConnection connection, DbTransaction transaction) : DbConnection
{
    [AllowNull]
    public override string ConnectionString
    {
        get => connection.ConnectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => connection.Database;

    public override string DataSource => connection.DataSource;

    public override string ServerVersion => connection.ServerVersion;

    public override ConnectionState State => connection.State;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() => throw new NotSupportedException();

    public override void Close()
    {
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand()
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        return command;
    }
}
