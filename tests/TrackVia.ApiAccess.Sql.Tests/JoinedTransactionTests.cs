using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Commands in a transaction of the host: its own rows and the changes of API access are committed together, or not at all.</summary>
public abstract class JoinedTransactionTests
{
    private static readonly UserId Integration = UserId.Parse("integration@acme.example");

    [Fact]
    public async Task R9_A_user_is_disabled_in_the_hosts_table_and_here_by_one_commit()
    {
        await using var here = await StartAsync();
        await using var there = await Node.StartAsync(Use);
        var (key, token) = await OpenAsync(here, there);

        await using var host = await BeginAsync();
        await host.AddRowAsync("disabled");
        var staged = await here.Manager.In(host.Transaction).SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsEnabled = false });
        Assert.False(staged.Value.IsEnabled);
        Assert.True((await here.ValidateAsync(key, token)).IsValid);
        Assert.True((await there.ValidateAsync(key, token)).IsValid);
        await host.CommitAsync();
        var fence = await staged.CompleteAsync(RevocationWait.AllNodes);

        Assert.Equal(CredentialRejection.UserDisabled, (await here.ValidateAsync(key, token)).Rejection);
        Assert.Equal(CredentialRejection.UserDisabled, (await there.ValidateAsync(key, token)).Rejection);
        Assert.Equal((true, 2), (fence!.IsComplete, fence.Confirmed.Count));
        Assert.Equal(["disabled"], await RowsAsync());
    }

    [Fact]
    public async Task After_a_rollback_nothing_remains_and_there_is_nothing_to_complete()
    {
        await using var here = await StartAsync();
        var (key, token) = await OpenAsync(here);
        var end = await here.Store.GetFeedEndAsync(default);

        var host = await BeginAsync();
        await host.AddRowAsync("disabled");
        var staged = await here.Manager.In(host.Transaction).SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsEnabled = false });
        await host.Transaction.RollbackAsync();
        await host.DisposeAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => staged.CompleteAsync());
        Assert.Contains("rolled back", failure.Message, StringComparison.Ordinal);
        Assert.True((await here.ValidateAsync(key, token)).IsValid);
        Assert.Equal(end, await here.Store.GetFeedEndAsync(default));
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_change_is_completed_after_the_commit_and_once()
    {
        await using var here = await StartAsync();
        var (_, token) = await OpenAsync(here);
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        var staged = await joined.DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id);

        Assert.Contains("still open", (await Assert.ThrowsAsync<InvalidOperationException>(() => staged.CompleteAsync())).Message, StringComparison.Ordinal);
        Assert.False(await joined.Changes.AreCommittedAsync());
        await host.CommitAsync();
        Assert.True(await joined.Changes.AreCommittedAsync());
        await staged.CompleteAsync();

        Assert.Contains("already", (await Assert.ThrowsAsync<InvalidOperationException>(() => staged.CompleteAsync())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => joined.Changes.CompleteAsync(RevocationWait.AllNodes));
    }

    [Fact]
    public async Task T25_A_host_that_forgets_to_complete_loses_no_revocation()
    {
        await using var here = await StartAsync();
        await using var there = await Node.StartAsync(Use);
        var (key, token) = await OpenAsync(here, there);
        await using (var host = await BeginAsync())
        {
            await here.Manager.In(host.Transaction).DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id);
            await host.CommitAsync();
        }

        // Without CompleteAsync every node, also this one, learns of it by the feed.
        var committed = Stopwatch.GetTimestamp();
        foreach (var node in (Node[])[here, there])
        {
            while ((await node.ValidateAsync(key, token)).IsValid)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }

        Assert.InRange(Stopwatch.GetElapsedTime(committed), TimeSpan.Zero, 30 * Node.MaxStaleness);
    }

    [Fact]
    public async Task Several_commands_for_several_accounts_see_each_other_and_are_completed_together()
    {
        await using var here = await StartAsync();
        var (key, old) = await OpenAsync(here);
        var globex = Node.AdminOf("globex");
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        var deactivated = await joined.DeactivateTokenAsync(Node.SuperAdmin, old.Token.Id);
        var again = await joined.DeactivateTokenAsync(Node.SuperAdmin, old.Token.Id);
        var deleted = await joined.DeleteTokenAsync(Node.SuperAdmin, old.Token.Id);
        var created = await joined.CreateTokenAsync(Node.SuperAdmin, NewToken());
        Assert.True((await joined.SetUserAccessAsync(globex, Integration, new UserAccessChange { IsApiUser = true })).IsSuccess);
        var globexKey = await joined.CreateApiKeyAsync(globex);
        var globexToken = await joined.CreateTokenAsync(globex, NewToken());
        var unchanged = await joined.SetUserAccessAsync(globex, Integration, new UserAccessChange { IsApiUser = true });
        await host.CommitAsync();
        await joined.Changes.CompleteAsync();

        Assert.Equal(CommandRefusalReason.TokenAlreadyDeactivated, again.Refusal?.Reason);
        Assert.Contains("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => again.CompleteAsync())).Message, StringComparison.Ordinal);
        Assert.True(deactivated.IsSuccess && deleted.IsSuccess && unchanged.IsSuccess);
        Assert.Equal(CredentialRejection.UnknownToken, (await here.ValidateAsync(key, old)).Rejection);
        Assert.True((await here.ValidateAsync(key, created.Value)).IsValid);
        Assert.True((await here.ValidateAsync(globexKey.Value.Key, globexToken.Value)).IsValid);
    }

    [Fact]
    public async Task A_change_that_only_an_earlier_command_of_the_transaction_made_is_not_complete_without_it()
    {
        await using var here = await StartAsync();
        await OpenAsync(here);
        var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        await joined.SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsEnabled = false });
        var unchanged = await joined.SetUserAccessAsync(Node.SuperAdmin, Integration, new UserAccessChange { IsEnabled = false });
        await host.Transaction.RollbackAsync();
        await host.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => unchanged.CompleteAsync(RevocationWait.AllNodes));
    }

    [Fact]
    public async Task A_savepoint_of_the_host_takes_back_what_was_staged_after_it()
    {
        await using var here = await StartAsync();
        var (key, token) = await OpenAsync(here);
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        await host.Transaction.SaveAsync("mine");
        var undone = await joined.DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id);
        await host.Transaction.RollbackAsync("mine");
        var created = await joined.CreateTokenAsync(Node.SuperAdmin, NewToken());
        await host.CommitAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => undone.CompleteAsync());
        Assert.Contains("savepoint", failure.Message, StringComparison.Ordinal);
        await joined.Changes.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => created.CompleteAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => undone.CompleteAsync());
        Assert.True((await here.ValidateAsync(key, token)).IsValid);
        Assert.True((await here.ValidateAsync(key, created.Value)).IsValid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repeated_transaction_creates_one_token_whether_the_first_attempt_was_committed_or_not(bool isCommitted)
    {
        await using var here = await StartAsync();
        var (key, _) = await OpenAsync(here);
        var changes = new StagedChanges();
        var first = await AttemptAsync(isCommitted);
        var second = await AttemptAsync(commits: true);
        await changes.CompleteAsync();

        var account = await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default);
        Assert.Equal(2, account.TokenCount);
        Assert.Equal(isCommitted, ReferenceEquals(first.Value.Secret, second.Value.Secret));
        Assert.True((await here.ValidateAsync(key, second.Value)).IsValid);
        Assert.DoesNotContain(second.Value.Secret.Reveal(), $"{changes} {second} {second.Value}", StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => { _ = changes.CompleteAsync(); });

        async Task<StagedResult<IssuedAuthToken>> AttemptAsync(bool commits)
        {
            await using var host = await BeginAsync();
            var joined = here.Manager.In(host.Transaction, changes);
            var refused = await joined.ResumeTokenAsync(Node.SuperAdmin, AuthTokenId.Parse(new string('1', 32)));
            Assert.False(refused.IsSuccess);
            var staged = await joined.CreateTokenAsync(Node.SuperAdmin, NewToken());
            if (commits)
            {
                await host.CommitAsync();
            }

            return staged;
        }
    }

    [Fact]
    public async Task Two_calls_with_one_transaction_are_one_attempt()
    {
        await using var here = await StartAsync();
        var (key, old) = await OpenAsync(here);
        var changes = new StagedChanges();
        await using var host = await BeginAsync();
        await here.Manager.In(host.Transaction, changes).DeactivateTokenAsync(Node.SuperAdmin, old.Token.Id);
        var created = await here.Manager.In(host.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
        await host.CommitAsync();
        await changes.CompleteAsync();

        Assert.Equal(CredentialRejection.TokenDeactivated, (await here.ValidateAsync(key, old)).Rejection);
        Assert.True((await here.ValidateAsync(key, created.Value)).IsValid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repetition_on_the_same_connection_is_another_attempt(bool disposes)
    {
        await using var here = await StartAsync();
        await OpenAsync(here);
        var changes = new StagedChanges();
        await using var first = await BeginAsync();
        var created = await here.Manager.In(first.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
        await first.Transaction.CommitAsync();
        if (disposes)
        {
            await first.Transaction.DisposeAsync();
        }

        await using var second = await first.BeginAgainAsync();
        var repeated = await here.Manager.In(second.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
        await second.CommitAsync();

        Assert.Same(created, repeated);
        Assert.Equal(2, (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).TokenCount);
    }

    [Fact]
    public async Task A_repetition_that_issues_other_commands_is_refused_if_the_first_attempt_was_committed()
    {
        await using var here = await StartAsync();
        var (_, token) = await OpenAsync(here);
        var changes = new StagedChanges();
        await using (var host = await BeginAsync())
        {
            await here.Manager.In(host.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
            await host.CommitAsync();
        }

        await using var second = await BeginAsync();
        var joined = here.Manager.In(second.Transaction, changes);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => joined.DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id));
        Assert.Contains("issues other commands", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R26_A_secret_is_revealed_only_once_its_audit_entry_is_committed()
    {
        await using var here = await Node.StartAsync(builder =>
        {
            Use(builder);
            builder.UseSecretProtector<KeepsText>().Services.Configure<ApiAccessOptions>(options => options.KeepTokenSecrets = true);
        });
        var (_, token) = await OpenAsync(here);
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        var refused = await joined.RevealTokenAsync(Node.SuperAdmin, AuthTokenId.Parse(new string('1', 32)));
        var revealed = await joined.RevealTokenAsync(Node.SuperAdmin, token.Token.Id);

        Assert.False(refused.TryGetValue(out _));
        Assert.True(revealed.IsSuccess);
        Assert.Throws<InvalidOperationException>(() => revealed.Value);
        await Assert.ThrowsAsync<InvalidOperationException>(() => revealed.CompleteAsync());
        Assert.Throws<InvalidOperationException>(() => revealed.TryGetValue(out _));
        await host.CommitAsync();
        await revealed.CompleteAsync();

        Assert.Equal(token.Secret.Reveal(), revealed.Value.Reveal());
        Assert.DoesNotContain(token.Secret.Reveal(), revealed.ToString(), StringComparison.Ordinal);
        Assert.IsType<AuthTokenRevealed>((await here.Store.ReadHistoryAsync(Node.SuperAdmin.AccountId, 3, 10, default)).Single());
    }

    [Fact]
    public async Task R10_Of_64_transactions_at_the_limit_of_100_half_of_them_rolled_back_exactly_the_right_tokens_remain()
    {
        await using var here = await StartAsync();
        await OpenAsync(here);
        for (var tokens = 1; tokens < AccountAccess.MaxTokens - 16; tokens++)
        {
            await here.CreateTokenAsync();
        }

        var before = await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default);
        var committed = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => CreateAsync(here, i))));

        var after = await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default);
        var expected = committed.OfType<AuthTokenId>().ToList();
        Assert.Equal(AccountAccess.MaxTokens, after.TokenCount);
        Assert.Equal(16, expected.Count);
        Assert.Equal(
            before.Tokens.Select(token => token.Id).Concat(expected).Select(id => id.ToString()).Order(StringComparer.Ordinal),
            after.Tokens.Select(token => token.Id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Select(id => id.ToString()).Order(StringComparer.Ordinal), (await RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_finished_transaction_is_refused_at_once()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        await host.Transaction.CommitAsync();

        Assert.Throws<InvalidOperationException>(() => here.Manager.In(host.Transaction));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => joined.CreateApiKeyAsync(Node.SuperAdmin));
        Assert.Contains("is finished", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FeedPosition.Start, await here.Store.GetFeedEndAsync(default));
    }

    [Fact]
    public async Task A_transaction_of_another_driver_is_refused_at_once()
    {
        await using var here = await StartAsync();

        var failure = Assert.Throws<ArgumentException>(() => here.Manager.In(new OtherTransaction()));
        Assert.Contains(nameof(OtherTransaction), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T48_A_transaction_is_not_joined_in_a_scope()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        var failure = Assert.Throws<InvalidOperationException>(() => here.Manager.In(host.Transaction));
        Assert.Contains("TransactionScope", failure.Message, StringComparison.Ordinal);
    }

    internal abstract void Use(ApiAccessBuilder builder);

    /// <summary>Begins a transaction of a host on a connection of its own.</summary>
    private protected abstract Task<HostConnection> BeginAsync();

    private protected abstract Task<HostConnection> ConnectAsync();

    private protected async Task<Node> StartAsync()
    {
        var node = await Node.StartAsync(Use);
        await using var host = await ConnectAsync();
        await host.ExecuteAsync("CREATE TABLE host_row (name text NOT NULL)");
        return node;
    }

    /// <summary>Opens an account with a token that every node has validated.</summary>
    private protected static async Task<(Credential Key, IssuedAuthToken Token)> OpenAsync(Node here, params Node[] others)
    {
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        foreach (var node in others.Prepend(here))
        {
            Assert.True((await node.ValidateAsync(key, token)).IsValid);
        }

        return (key, token);
    }

    private protected static NewAuthToken NewToken() => new()
    {
        Name = AuthTokenName.Parse("CI"),
        ExpiresOn = new LocalDate(9000, 1, 1),
        UserId = Integration,
    };

    private protected async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var host = await ConnectAsync();
        return await host.ReadAsync("SELECT name FROM host_row ORDER BY name");
    }

    /// <summary>Creates a token, notes it in the host's table, and commits or rolls back; repeats after a conflict.</summary>
    private async Task<AuthTokenId?> CreateAsync(Node node, int number)
    {
        while (true)
        {
            await using var host = await BeginAsync();
            try
            {
                var joined = node.Manager.In(host.Transaction);
                var created = await joined.CreateTokenAsync(Node.SuperAdmin, NewToken());
                if (!created.IsSuccess)
                {
                    Assert.Equal(CommandRefusalReason.TokenLimitReached, created.Refusal.Reason);
                    return null;
                }

                await host.AddRowAsync(created.Value.Token.Id.ToString());
                if (number % 2 == 1)
                {
                    await host.Transaction.RollbackAsync();
                    return null;
                }

                await host.CommitAsync();
                await created.CompleteAsync();
                return created.Value.Token.Id;
            }
            catch (TransactionConflictException)
            {
                // The whole transaction again.
            }
        }
    }

    private sealed class KeepsText : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => credential.Reveal();

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential) =>
            Credential.TryParse(CredentialKind.AuthToken, protectedSecret, out credential);
    }

    private sealed class OtherTransaction : DbTransaction
    {
        public override System.Data.IsolationLevel IsolationLevel => System.Data.IsolationLevel.ReadCommitted;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
