using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>A host may wrap its store, for metrics, tenancy or encryption: fence, primary proof and usage go on working through the wrapper.</summary>
public sealed class WrappedStoreTests
{
    private readonly InMemoryApiAccessStore _database = new();

    [Fact]
    public async Task A_fence_returns_through_wrappers_as_soon_as_every_node_has_confirmed()
    {
        await using var here = Start();
        await using var there = Start();
        var (key, token) = await OpenAsync(here);
        Assert.True((await ValidateAsync(here, key, token)).IsValid);
        Assert.True((await ValidateAsync(there, key, token)).IsValid);

        var started = Stopwatch.GetTimestamp();
        var revoked = await here.GetRequiredService<ApiAccessManager>().DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes);

        Assert.Equal((true, 2, 0), (revoked.Fence!.IsComplete, revoked.Fence.Confirmed.Count, revoked.Fence.WaitedOut.Count));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(CredentialRejection.TokenDeactivated, (await ValidateAsync(there, key, token)).Rejection);
    }

    [Fact]
    public async Task A_wrapped_registry_that_cannot_prove_its_primary_makes_validation_unavailable()
    {
        await using var node = Start(useSnapshots: false);
        var (key, token) = await OpenAsync(node);
        Assert.True((await ValidateAsync(node, key, token)).IsValid);

        node.GetRequiredService<Wrapper>().Registry.BeforeProof = () => throw new StoreUnavailableException();

        Assert.True((await ValidateAsync(node, key, token)).IsUnavailable);
    }

    [Fact]
    public async Task Usage_is_recorded_and_read_through_a_wrapper()
    {
        await using var node = Start();
        var (key, token) = await OpenAsync(node);
        Assert.True((await ValidateAsync(node, key, token)).IsValid);

        await node.GetRequiredService<ApiAccessNode>().StopAsync();

        var usage = (await node.GetRequiredService<ApiAccessManager>().GetTokenUsageAsync(Acme.SuperAdmin)).Value;
        Assert.Equal(token.Token.Id, Assert.Single(usage).Key);
        Assert.Equal(usage, await _database.Usage.ReadUsageAsync(Acme.Id, default));
    }

    private static async Task<(Credential Key, IssuedAuthToken Token)> OpenAsync(ServiceProvider node)
    {
        var manager = node.GetRequiredService<ApiAccessManager>();
        await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        var key = (await manager.CreateApiKeyAsync(Acme.SuperAdmin)).Value.Key;
        return (key, (await manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request(NodaTime.LocalDate.MaxIsoValue))).Value);
    }

    private static ValueTask<ValidationResult> ValidateAsync(ServiceProvider node, Credential key, IssuedAuthToken token) =>
        node.GetRequiredService<ApiAccessValidator>().ValidateAsync(key.Reveal(), token.Secret.Reveal());

    private ServiceProvider Start(bool useSnapshots = true)
    {
        var services = new ServiceCollection().AddSingleton(new Wrapper(_database));
        services.AddApiAccess(options =>
            {
                options.MaxStaleness = TimeSpan.FromMinutes(1);
                options.UseSnapshots = useSnapshots;
            })
            .UseUserDirectory<TestDirectory>().UseSecretProtector<PlainProtector>().UseStore(provider => provider.GetRequiredService<Wrapper>());
        return services.BuildServiceProvider();
    }

    /// <summary>Wraps the registry as well, and hands on the usage store as it is.</summary>
    private sealed class Wrapper(IApiAccessStore inner) : ObservedStore(inner)
    {
        public ObservedNodes Registry { get; } = new(inner);

        public override INodeRegistry Nodes => Registry;

        public override ITokenUsageStore? Usage { get; } = inner.Usage;
    }

    private sealed class PlainProtector : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => credential.Reveal();

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Credential? credential) =>
            Credential.TryParse(CredentialKind.ApiKey, protectedSecret, out credential);
    }
}
