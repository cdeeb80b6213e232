using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Migrations;

/// <summary>Adds what changes about the library's tables to what changes about the host's.</summary>
internal sealed class ApiAccessModelDiffer(IMigrationsModelDiffer inner, DbContext context) : IMigrationsModelDiffer
{
    public bool HasDifferences(IRelationalModel? source, IRelationalModel? target) =>
        inner.HasDifferences(source, target) || Compare(source, target).Count > 0;

    public IReadOnlyList<MigrationOperation> GetDifferences(IRelationalModel? source, IRelationalModel? target) =>
        [.. inner.GetDifferences(source, target), .. Compare(source, target)];

    private IReadOnlyList<MigrationOperation> Compare(IRelationalModel? source, IRelationalModel? target)
    {
        // Other contexts of the host may use any provider.
        if (source?.Model[ModelTables.VersionAnnotation] is null && target?.Model[ModelTables.VersionAnnotation] is null)
        {
            return [];
        }

        var engine = ContextEngines.Of(context);
        return new TableMigration(engine).Between(ModelTables.Find(source?.Model, engine), ModelTables.Find(target?.Model, engine));
    }
}
