using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>The context of a host, with a table of its own. Its model depends on <see cref="Tables"/>.</summary>
public abstract class HostContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<HostUser> Users => Set<HostUser>();

    /// <summary>Gets how the model declares the library's tables.</summary>
    protected virtual Action<ModelBuilder> Tables => model => model.AddApiAccessTables();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => Tables(modelBuilder);
}

/// <summary>A context as a host registers it.</summary>
public sealed class StaffContext(DbContextOptions<StaffContext> options) : HostContext(options);

/// <summary>A second context of the same host, which does not have the library's tables.</summary>
public sealed class OrdersContext(DbContextOptions<OrdersContext> options) : HostContext(options)
{
    protected override Action<ModelBuilder> Tables => _ => { };
}

/// <summary>A context whose declaration changes from migration to migration.</summary>
public sealed class ChangingContext(DbContextOptions<ChangingContext> options, Action<ModelBuilder> tables) : HostContext(options)
{
    protected override Action<ModelBuilder> Tables => tables;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.ReplaceService<IModelCacheKeyFactory, NoCache>();

    private sealed class NoCache : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => new();
    }
}

public sealed class HostUser
{
    public required string Id { get; init; }

    public bool IsDisabled { get; set; }
}
