using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>T48: whatever the store, the library keeps out of a transaction that its caller is in.</summary>
public sealed class OutsideTransactionTests
{
    public static TheoryData<string> Surroundings => ["async flow", "bound to the thread", "nested", "completed"];

    [Theory]
    [MemberData(nameof(Surroundings))]
    public async Task T48_No_call_of_a_store_is_made_in_the_callers_transaction(string surroundings)
    {
        var store = new TransactionWitness();
        var services = new ServiceCollection();
        services.AddApiAccess(options => options.TokenUsageFlushInterval = TimeSpan.FromSeconds(1))
            .UseUserDirectory<TestDirectory>().UseSecretProtector<HostsProtector>().UseStore(_ => store);
        await using (var provider = services.BuildServiceProvider())
        {
            // The loops of a node, which outlive the caller's transaction, begin in it too.
            await RunAsync(surroundings, () => UseAsync(provider));
            await Eventually.HoldsAsync(() => Task.FromResult(store.Calls.Any(call => call.Call == nameof(ITokenUsageStore.RecordUsageAsync))));
        }

        Assert.Superset(
            new HashSet<string>
            {
                nameof(IApiAccessStore.LoadAsync), nameof(IApiAccessStore.CommitAsync), nameof(IApiAccessStore.FindAccountsAsync),
                nameof(IApiAccessStore.GetFeedEndAsync), nameof(IApiAccessStore.ReadFeedAsync), nameof(IApiAccessStore.ReadHistoryAsync),
                nameof(INodeRegistry.RegisterNodeAsync), nameof(INodeRegistry.ListNodesAsync), nameof(INodeRegistry.RemoveNodeAsync), nameof(ITokenUsageStore.ReadUsageAsync),
            },
            store.Calls.Select(call => call.Call).ToHashSet());
        Assert.DoesNotContain(store.Calls, call => call.IsAmbient);
    }

    [Fact]
    public async Task T48_The_callers_transaction_is_as_it_was_after_a_call()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        var before = Transaction.Current;

        Assert.Null(await OutsideTransaction.RunAsync(async () =>
        {
            await Task.Yield();
            return Transaction.Current;
        }));

        Assert.Same(before, Transaction.Current);
        scope.Complete();
    }

    [Fact]
    public async Task T48_What_fails_outside_fails_for_the_caller()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => OutsideTransaction.RunAsync(() => throw new StoreUnavailableException()));
    }

    /// <summary>A member that is not forwarded would run its default instead of the store's own.</summary>
    [Fact]
    public void T48_Every_member_of_a_store_is_forwarded()
    {
        IApiAccessStore store = new OutsideTransactionStore(new InMemoryApiAccessStore());
        foreach (var (part, contract) in new[] { ((object)store, typeof(IApiAccessStore)), (store.Nodes!, typeof(INodeRegistry)), (store.Usage!, typeof(ITokenUsageStore)) })
        {
            Assert.StartsWith("OutsideTransaction", part.GetType().Name, StringComparison.Ordinal);
            Assert.DoesNotContain(part.GetType().GetInterfaceMap(contract).TargetMethods, method => method.DeclaringType!.IsInterface);
        }
    }

    [Fact]
    public void T48_A_store_keeps_the_capabilities_that_it_has()
    {
        var bare = new OutsideTransactionStore(new BreakingStore());
        var nodes = new OutsideTransactionStore(new ObservedNodes(new InMemoryApiAccessStore()));

        Assert.True(bare is { Nodes: null, Usage: null });
        Assert.True(nodes is { Nodes: not null, Usage: null });
    }

    private static Task RunAsync(string surroundings, Func<Task> use)
    {
        switch (surroundings)
        {
            case "bound to the thread":
                using (new TransactionScope())
                {
                    use().GetAwaiter().GetResult();
                    return Task.CompletedTask;
                }

            case "nested":
                return NestedAsync(use);
            default:
                return FlowingAsync(use, complete: surroundings == "completed");
        }
    }

    private static async Task FlowingAsync(Func<Task> use, bool complete)
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        if (complete)
        {
            scope.Complete();
        }

        await use();
    }

    private static async Task NestedAsync(Func<Task> use)
    {
        using var outer = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        using (var inner = new TransactionScope(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled))
        {
            await use();
            inner.Complete();
        }
    }

    private sealed class HostsProtector : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => "protected";

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
        {
            credential = null;
            return false;
        }
    }

    private static async Task UseAsync(IServiceProvider services)
    {
        var manager = services.GetRequiredService<ApiAccessManager>();
        var validator = services.GetRequiredService<ApiAccessValidator>();
        await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        var key = (await manager.CreateApiKeyAsync(Acme.SuperAdmin)).Value.Key;
        var token = (await manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request(NodaTime.LocalDate.MaxIsoValue))).Value;
        Assert.True((await validator.ValidateAsync(key.Reveal(), token.Secret.Reveal())).IsValid);
        await manager.GetTokenUsageAsync(Acme.SuperAdmin);
        await manager.ReadHistoryAsync(Acme.SuperAdmin, 0, 10);
        Assert.True((await manager.DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes)).Fence?.IsComplete);
        Assert.False((await validator.ValidateAsync(key.Reveal(), token.Secret.Reveal())).IsValid);
    }
}
