using System.Data;
using System.Data.Common;
using System.Globalization;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Commands with parameters: a value never becomes part of a statement (T13).</summary>
internal static class SqlCommands
{
    public static DbCommand Command(this DbConnection connection, string text)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this library, or composed of its constants.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    public static DbCommand With(this DbCommand command, string name, string? value) =>
        command.With(name, DbType.String, (object?)value ?? DBNull.Value);

    public static DbCommand With(this DbCommand command, string name, long value) => command.With(name, DbType.Int64, value);

    public static DbCommand With(this DbCommand command, string name, bool value) => command.With(name, DbType.Boolean, value);

    public static DbCommand With(this DbCommand command, string name, byte[] value) => command.With(name, DbType.Binary, value);

    /// <summary>Puts statements without results in front of a command: one round trip for both.</summary>
    public static DbCommand After(this DbCommand command, string prologue)
    {
#pragma warning disable CA2100 // As above.
        command.CommandText = prologue + command.CommandText;
#pragma warning restore CA2100
        return command;
    }

    public static async Task ExecuteAsync(this DbConnection connection, string text, CancellationToken cancellationToken)
    {
        using var command = connection.Command(text);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<long> ReadNumberAsync(this DbConnection connection, string text, CancellationToken cancellationToken)
    {
        using var command = connection.Command(text);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    private static DbCommand With(this DbCommand command, string name, DbType type, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return command;
    }
}
