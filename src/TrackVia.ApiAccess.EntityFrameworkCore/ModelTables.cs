using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.EntityFrameworkCore;

/// <summary>The library's tables as a model declares them. Migrations and the store read the same declaration.</summary>
/// <param name="Version">The version of the tables.</param>
/// <param name="Schema">Their schema, or <see langword="null"/> for that of the connection.</param>
/// <param name="Prefix">The beginning of each table's name.</param>
internal sealed record ModelTables(int Version, string? Schema, string Prefix)
{
    // Model snapshots contain these names and values: they stay.
    public const string VersionAnnotation = "ApiAccess:SchemaVersion";
    public const string SchemaAnnotation = "ApiAccess:Schema";
    public const string PrefixAnnotation = "ApiAccess:TablePrefix";

    public TableNames Names => new(Schema, Prefix);

    public static void Annotate(IMutableModel model, string? schema, string prefix)
    {
        model.SetOrRemoveAnnotation(VersionAnnotation, SchemaScript.NewestVersion);
        model.SetOrRemoveAnnotation(SchemaAnnotation, schema);
        model.SetOrRemoveAnnotation(PrefixAnnotation, prefix);
    }

    /// <summary>Reads the declaration; <see langword="null"/> if the model has none.</summary>
    public static ModelTables? Find(IReadOnlyModel? model, SqlEngine engine) => model?[VersionAnnotation] is int version
        ? new(version, engine.HasSchemas ? (string?)model[SchemaAnnotation] ?? model.GetDefaultSchema() : null, (string)model[PrefixAnnotation]!)
        : null;
}
