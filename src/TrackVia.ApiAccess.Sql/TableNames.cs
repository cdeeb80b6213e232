using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// The names of the library's tables. Statements and scripts are written with the default names; <see cref="Apply"/> puts the chosen ones
/// in, once for each store.
/// </summary>
internal sealed partial class TableNames
{
    public const string DefaultPrefix = "api_access_";

    /// <summary>The maximum length of a prefix. With it, every name that is derived from it fits 63 bytes, the smallest limit.</summary>
    public const int MaxPrefixLength = 40;

    private readonly string _replacement;
    private readonly char _quote;

    /// <param name="schema">The schema, or <see langword="null"/> for the one that the connection uses.</param>
    /// <param name="prefix">The beginning of each table's name.</param>
    /// <param name="quote">What the database quotes identifiers with. Texts are written with double quotes, as the standard says.</param>
    public TableNames(string? schema = null, string prefix = DefaultPrefix, char quote = '"')
    {
        Schema = schema;
        Prefix = prefix;
        _quote = quote;
        var qualifier = schema is null ? "" : $"{quote}{schema}{quote}.";
        _replacement = $"{qualifier}{quote}{prefix}$1{quote}";
        if (!IsDefault)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{schema}.{prefix}"));
            Hash = BinaryPrimitives.ReadInt64BigEndian(hash);
        }
    }

    public string? Schema { get; }

    public string Prefix { get; }

    /// <summary>Gets whether the names are those of a store without options, which every version of the library knows.</summary>
    public bool IsDefault => Schema is null && Prefix == DefaultPrefix;

    /// <summary>Gets a number that differs between stores with other names; 0 for the default names.</summary>
    public long Hash { get; }

    /// <summary>Returns a table's name without its schema, for messages and for queries of the catalog.</summary>
    /// <param name="table">The name without the prefix, such as <c>feed</c>.</param>
    public string Table(string table) => Prefix + table;

    /// <summary>Returns a text with these names instead of the default ones, and with the database's quotation marks.</summary>
    public string Apply(string text)
    {
        var quoted = _quote == '"' ? text : text.Replace('"', _quote);
        return IsDefault ? quoted : DefaultName().Replace(quoted, _replacement);
    }

    /// <summary>Returns what is wrong with the option <c>TablePrefix</c>; <see langword="null"/> if it is valid.</summary>
    public static string? FaultOfPrefix(string? prefix) => prefix is { Length: > 0 and <= MaxPrefixLength } && PrefixShape().IsMatch(prefix)
        ? null
        : $"TablePrefix is '{Shown(prefix)}'. Set 1 to {MaxPrefixLength} lower-case letters (a to z), digits and underscores that do not "
        + "begin with a digit.";

    /// <summary>Returns what is wrong with the option <c>Schema</c>; <see langword="null"/> if it is valid.</summary>
    public static string? FaultOfSchema(string? schema, int maxLength) =>
        schema is null || (schema.Length > 0 && schema.Length <= maxLength && SchemaShape().IsMatch(schema))
        ? null
        : $"Schema is '{Shown(schema)}'. Set 1 to {maxLength} letters (a to z), digits and underscores that do not begin with a digit, or "
        + "leave it out to use the schema of the connection.";

    private static string? Shown(string? value) => value is { Length: > 80 } ? string.Concat(value.AsSpan(0, 80), "…") : value;

    [GeneratedRegex(@"\bapi_access_([a-z_]+)")]
    private static partial Regex DefaultName();

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*\z")]
    private static partial Regex PrefixShape();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex SchemaShape();
}
