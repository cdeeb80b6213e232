using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;

namespace Documentation.Tests.Snippets;

/// <summary>What the page on Entity Framework Core shows. Compiled, and not run: the tests of the package do that.</summary>
internal static class EntityFrameworkCoreSnippets
{
    public static void Register<Staff>(IServiceCollection services, string connectionString)
        where Staff : class, IUserDirectory
    {
        // snippet: ef-register
        services.AddDbContext<StaffContext>(options => options.UseNpgsql(connectionString));
        services.AddApiAccess()
            .UseEntityFrameworkCore<StaffContext>()
            .UseDataProtection()   // of TrackVia.ApiAccess.AspNetCore: encrypts what can be displayed again
            .UseUserDirectory<Staff>();
        // end snippet
    }

    // snippet: ef-transaction
    public static async Task DisableAsync(StaffContext context, ApiAccessManager apiAccess, Actor actor, UserId userId)
    {
        StagedResult<UserAccess> staged;
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            var member = await context.Members.SingleAsync(member => member.Id == userId.Value);
            member.IsDisabled = true;
            await context.SaveChangesAsync();

            staged = await apiAccess.In(context).SetUserAccessAsync(actor, userId, new() { IsEnabled = false });   // last
            if (!staged.IsSuccess)
            {
                throw new InvalidOperationException(staged.Refusal.Message);   // disposal rolls back
            }

            await transaction.CommitAsync();
        }

        await staged.CompleteAsync(RevocationWait.AllNodes);
    }
    // end snippet

    // snippet: ef-strategy
    public static async Task<IssuedAuthToken> CreateAsync(
        IDbContextFactory<StaffContext> contexts, ApiAccessManager apiAccess, Actor actor, NewAuthToken request)
    {
        var changes = new StagedChanges();   // outside of what is repeated
        await using var outer = await contexts.CreateDbContextAsync();
        var token = await outer.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var context = await contexts.CreateDbContextAsync();
            await using var transaction = await context.Database.BeginTransactionAsync();
            var created = await apiAccess.In(context, changes).CreateTokenAsync(actor, request);
            await transaction.CommitAsync();
            return created.Value;
        });
        await changes.CompleteAsync();
        return token;
    }
    // end snippet

    // snippet: ef-model
    public sealed class StaffContext(DbContextOptions<StaffContext> options) : DbContext(options)
    {
        public DbSet<Member> Members => Set<Member>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddApiAccessTables();
    }
    // end snippet

    public sealed class Member
    {
        public required string Id { get; init; }

        public bool IsDisabled { get; set; }
    }
}
