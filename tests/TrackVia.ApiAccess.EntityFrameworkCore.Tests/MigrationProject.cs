using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>The migrations of a host, as <c>dotnet ef migrations add</c> writes them and the compiler compiles them.</summary>
internal sealed class MigrationProject
{
    private static int _count;

    private readonly List<string> _migrations = [];

    /// <summary>Gets the compiled migrations; <see langword="null"/> before the first.</summary>
    public Assembly? Assembly { get; private set; }

    /// <summary>Adds a migration for what has changed since the previous one. The names must be in alphabetical order.</summary>
    public ScaffoldedMigration Add(DbContext context, string name)
    {
        // The services that this assembly's attribute announces, as the tools find them.
#pragma warning disable EF1001 // The tools have no public entry point.
        var services = new DesignTimeServicesBuilder(typeof(HostContext).Assembly, typeof(HostContext).Assembly, new OperationReporter(null), []).Build(context);
#pragma warning restore EF1001
        using var scope = services.CreateScope();
        var migration = scope.ServiceProvider.GetRequiredService<IMigrationsScaffolder>().ScaffoldMigration(name, "Generated");
        _migrations.AddRange(migration.MigrationCode, migration.MetadataCode);
        Assembly = Compile([.. _migrations, migration.SnapshotCode]);
        return migration;
    }

    private static Assembly Compile(IEnumerable<string> sources)
    {
        var platform = ((string)System.AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            $"Generated{Interlocked.Increment(ref _count)}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }
}
