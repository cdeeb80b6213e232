using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>Commands in the transaction of a context: its entities and the changes of API access are committed together, or not at all.</summary>
public sealed class JoinedContextTests
{
    private static readonly UserId Integration = UserId.Parse("integration@acme.example");

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task R9_A_user_is_disabled_in_the_hosts_table_and_here_by_one_commit(Engine engine)
    {
        await using var database = await MigratedDatabase.CreateAsync(engine);
        await using var node = await StartAsync(database);
        var key = await node.OpenAccountAsync();
        var token = await node.CreateTokenAsync();
        Assert.True((await node.ValidateAsync(key, token)).IsValid);

        StagedResult<UserAccess> staged;
        await using (var context = new StaffContext(database.Options<StaffContext>()))
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            staged = await DisableAsync(node, context);
            Assert.True((await node.ValidateAsync(key, token)).IsValid);
            await transaction.CommitAsync();
        }

        await staged.CompleteAsync(RevocationWait.AllNodes);
        Assert.Equal(CredentialRejection.UserDisabled, (await node.ValidateAsync(key, token)).Rejection);
        Assert.Equal([Integration.Value], await UsersAsync(database));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task After_a_rollback_nothing_remains(Engine engine)
    {
        await using var database = await MigratedDatabase.CreateAsync(engine);
        await using var node = await StartAsync(database);
        var key = await node.OpenAccountAsync();
        var token = await node.CreateTokenAsync();
        var end = await node.Store.GetFeedEndAsync(default);

        StagedResult<UserAccess> staged;
        await using (var context = new StaffContext(database.Options<StaffContext>()))
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            staged = await DisableAsync(node, context);
            await transaction.RollbackAsync();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => staged.CompleteAsync());
        Assert.True((await node.ValidateAsync(key, token)).IsValid);
        Assert.Equal(end, await node.Store.GetFeedEndAsync(default));
        Assert.Empty(await UsersAsync(database));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task The_transaction_of_a_second_context_on_the_database_is_joined(Engine engine)
    {
        await using var database = await MigratedDatabase.CreateAsync(engine);
        await using var node = await Node.StartAsync(builder =>
        {
            builder.Services.AddDbContext<OrdersContext>(options => database.Use(options));
            builder.Services.AddDbContext<StaffContext>(options => database.Use(options));
            builder.UseEntityFrameworkCore<StaffContext>();
        });
        await using var context = new OrdersContext(database.Options<OrdersContext>());
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            await node.Manager.In(context).SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsApiUser = true });
            await transaction.CommitAsync();
        }

        Assert.Equal(1, (await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version);
    }

    [Fact]
    public async Task A_context_without_a_transaction_is_refused()
    {
        await using var database = await MigratedDatabase.CreateAsync(Engine.Sqlite);
        await using var node = await StartAsync(database);
        await using var context = new StaffContext(database.Options<StaffContext>());

        var failure = Assert.Throws<InvalidOperationException>(() => node.Manager.In(context));
        Assert.Contains("StaffContext has no transaction", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_of_another_provider_is_refused()
    {
        await using var database = await MigratedDatabase.CreateAsync(Engine.Sqlite);
        await using var node = await StartAsync(database);
        await using var memory = new StaffContext(new DbContextOptionsBuilder<StaffContext>().UseInMemoryDatabase("staff").Options);
        Assert.Throws<ArgumentException>("context", () => node.Manager.In(memory));

        await using var other = await TestDatabase.CreateAsync(Engine.PostgreSql);
        await using var context = new StaffContext(other.Options<StaffContext>());
        await using var transaction = await context.Database.BeginTransactionAsync();
        var failure = Assert.Throws<ArgumentException>(() => node.Manager.In(context));
        Assert.Contains("NpgsqlTransaction", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_context_on_another_database_is_refused_by_the_first_command(Engine engine)
    {
        await using var database = await MigratedDatabase.CreateAsync(engine);
        await using var other = await MigratedDatabase.CreateAsync(engine);
        await using var node = await StartAsync(database);
        await using var context = new StaffContext(other.Options<StaffContext>());
        await using var transaction = await context.Database.BeginTransactionAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Manager.In(context).CreateApiKeyAsync(Node.SuperAdmin));
    }

    [Fact]
    public async Task An_execution_strategy_that_repeats_a_committed_transaction_creates_one_token()
    {
        await using var database = await MigratedDatabase.CreateAsync(Engine.PostgreSql);
        await using var node = await StartAsync(database);
        await node.OpenAccountAsync();
        var lost = new LostConfirmation();
        var options = new DbContextOptionsBuilder<StaffContext>()
            .UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()).AddInterceptors(lost).Options;

        var changes = new StagedChanges();
        var attempts = 0;
        await using var strategic = new StaffContext(options);
        var token = await strategic.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            attempts++;
            await using var context = new StaffContext(options);
            await using var transaction = await context.Database.BeginTransactionAsync();
            var created = await node.Manager.In(context, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
            await transaction.CommitAsync();
            return created.Value;
        });
        await changes.CompleteAsync();

        Assert.Equal((2, 2), (attempts, lost.Commits));
        var kept = Assert.Single((await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Tokens);
        Assert.Equal(token.Token.Id, kept.Id);
    }

    [Fact]
    public async Task An_execution_strategy_that_asks_whether_the_changes_are_committed_does_not_repeat_them()
    {
        await using var database = await MigratedDatabase.CreateAsync(Engine.PostgreSql);
        await using var node = await StartAsync(database);
        await node.OpenAccountAsync();
        var options = new DbContextOptionsBuilder<StaffContext>()
            .UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()).AddInterceptors(new LostConfirmation()).Options;

        var changes = new StagedChanges();
        var attempts = 0;
        await using var context = new StaffContext(options);
        await context.Database.CreateExecutionStrategy().ExecuteInTransactionAsync(
            async () =>
            {
                attempts++;
                context.Users.Add(new HostUser { Id = Integration.Value });
                await context.SaveChangesAsync(acceptAllChangesOnSuccess: false);
                await node.Manager.In(context, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
            },
            verifySucceeded: () => changes.AreCommittedAsync());
        await changes.CompleteAsync();

        Assert.Equal(1, attempts);
        Assert.Single((await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Tokens);
        Assert.Equal([Integration.Value], await UsersAsync(database));
    }

    /// <summary>Disables the user in the host's table and here, in the current transaction of the context.</summary>
    private static async Task<StagedResult<UserAccess>> DisableAsync(Node node, StaffContext context)
    {
        context.Users.Add(new HostUser { Id = Integration.Value, IsDisabled = true });
        await context.SaveChangesAsync();
        return await node.Manager.In(context).SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsEnabled = false });
    }

    private static Task<Node> StartAsync(TestDatabase database) => Node.StartAsync(builder =>
    {
        builder.Services.AddDbContext<StaffContext>(options => database.Use(options));
        builder.UseEntityFrameworkCore<StaffContext>();
    });

    private static Task<IReadOnlyList<string>> UsersAsync(TestDatabase database) => database.ReadAsync("SELECT \"Id\" FROM \"Users\"");

    private static NewAuthToken NewToken() => new()
    {
        Name = AuthTokenName.Parse("CI"),
        ExpiresOn = new LocalDate(9000, 1, 1),
        UserId = Integration,
    };

    /// <summary>Loses the confirmation of the first commit, after the server has committed.</summary>
    private sealed class LostConfirmation : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Commits++ == 0 ? throw new NpgsqlException("The connection was lost.", new IOException()) : Task.CompletedTask;
    }
}
