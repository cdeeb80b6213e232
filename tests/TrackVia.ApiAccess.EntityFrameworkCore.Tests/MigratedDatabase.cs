using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>Databases with the tables of <see cref="StaffContext"/>, from one migration for each engine.</summary>
internal static class MigratedDatabase
{
    private static readonly ConcurrentDictionary<Engine, Lazy<MigrationProject>> Projects = [];

    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine);
        var project = Projects.GetOrAdd(engine, _ => new(() =>
        {
            using var scaffolded = new StaffContext(database.Options<StaffContext>());
            var created = new MigrationProject();
            created.Add(scaffolded, "ApiAccess");
            return created;
        })).Value;
        await using var context = new StaffContext(database.Options<StaffContext>(project.Assembly));
        await context.Database.MigrateAsync();
        return database;
    }
}
