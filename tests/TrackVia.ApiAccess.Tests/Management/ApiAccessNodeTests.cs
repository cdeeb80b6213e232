using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>A process without a generic host starts and stops its node by itself, over a store that makes scopes.</summary>
public sealed class ApiAccessNodeTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly ScopedStore.Database _database = new();
    private readonly ConcurrentQueue<string> _warnings = [];

    private INodeRegistry Nodes => _database.Store.Nodes;

    [Fact]
    public async Task A_node_that_stops_before_its_container_leaves_and_records_its_uses_without_a_warning()
    {
        var process = Start();
        var (key, token) = await OpenAsync(process);
        Assert.True((await ValidateAsync(process, key, token)).IsValid);
        Assert.Single(await Nodes.ListNodesAsync(default));

        await process.GetRequiredService<ApiAccessNode>().StopAsync();

        Assert.Empty(await Nodes.ListNodesAsync(default));
        Assert.Contains(token.Token.Id, (await _database.Store.Usage.ReadUsageAsync(Acme.Id, default)).Keys);
        await process.DisposeAsync();
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_node_that_has_stopped_accepts_nothing_from_memory_and_registers_no_more()
    {
        await using var process = Start();
        await using var other = Start();
        var (key, token) = await OpenAsync(process);
        Assert.True((await ValidateAsync(process, key, token)).IsValid);
        await process.GetRequiredService<ApiAccessNode>().StopAsync();
        Assert.True((await ValidateAsync(process, key, token)).IsValid);

        var revoked = await other.GetRequiredService<ApiAccessManager>().DeactivateTokenAsync(Acme.SuperAdmin, token.Token.Id, RevocationWait.AllNodes);

        Assert.Empty(revoked.Fence!.WaitedOut);
        Assert.Equal(CredentialRejection.TokenDeactivated, (await ValidateAsync(process, key, token)).Rejection);
        Assert.Empty(await Nodes.ListNodesAsync(default));
    }

    [Fact]
    public async Task Stopping_again_does_nothing()
    {
        await using var process = Start();
        var node = process.GetRequiredService<ApiAccessNode>();

        await node.StopAsync();
        await Task.WhenAll(node.StopAsync(), node.StopAsync());

        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_node_whose_MaxStaleness_differs_from_a_running_nodes_does_not_start_on_any_store()
    {
        await using var running = Start(Short);
        var (key, token) = await OpenAsync(running);
        Assert.True((await ValidateAsync(running, key, token)).IsValid);

        await using var other = Start(Short * 2);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => other.GetRequiredService<ApiAccessNode>().StartAsync());

        Assert.Contains("MaxStaleness", failure.Message, StringComparison.Ordinal);
        Assert.True((await ValidateAsync(running, key, token)).IsValid);
        Assert.Equal(Short, Assert.Single(await Nodes.ListNodesAsync(default)).MaxStaleness);
    }

    [Fact]
    public async Task A_registration_that_a_crash_left_behind_is_waited_out_and_the_new_MaxStaleness_taken()
    {
        await using var process = Start(Short * 2);
        var (key, token) = await OpenAsync(process);

        // Idle when it crashed: it had confirmed all there was.
        await Nodes.RegisterNodeAsync(NodeId.Parse("idle"), Short, default);
        Assert.True(await Nodes.ConfirmPositionAsync(NodeId.Parse("idle"), await _database.Store.ReadEndAsync(default), default));
        await Nodes.RegisterNodeAsync(NodeId.Parse("before-its-first-read"), Short, default);
        var began = Stopwatch.StartNew();
        await process.GetRequiredService<ApiAccessNode>().StartAsync();

        Assert.True(began.Elapsed >= Short, $"After {began.Elapsed} a node could still have held a lease.");
        Assert.Empty(await Nodes.ListNodesAsync(default));
        Assert.True((await ValidateAsync(process, key, token)).IsValid);
        Assert.Equal(Short * 2, Assert.Single(await Nodes.ListNodesAsync(default)).MaxStaleness);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_stop_the_start_and_the_log_says_so()
    {
        await using var process = Start(use: access => access.UseStore(_ => new ObservedNodes(_database.Store) { BeforeList = () => throw new StoreUnavailableException("down") }));

        await process.GetRequiredService<ApiAccessNode>().StartAsync();

        Assert.Contains("did not answer when this host started", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private ServiceProvider Start(TimeSpan? maxStaleness = null, Action<ApiAccessBuilder>? use = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_database);
        services.AddScoped<ScopedStore.Session>();
        services.AddLogging(logging => logging.AddProvider(new Warnings(_warnings)));
        var access = services.AddApiAccess(options => options.MaxStaleness = maxStaleness ?? options.MaxStaleness)
            .UseUserDirectory<TestDirectory>().UseStore<ScopedStore>().UseSecretProtector<Lasting>();
        use?.Invoke(access);
        return services.BuildServiceProvider();
    }

    private static async Task<(Credential Key, IssuedAuthToken Token)> OpenAsync(ServiceProvider process)
    {
        var manager = process.GetRequiredService<ApiAccessManager>();
        await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        var key = (await manager.CreateApiKeyAsync(Acme.SuperAdmin)).Value.Key;
        return (key, (await manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request(new NodaTime.LocalDate(9000, 1, 1)))).Value);
    }

    private static ValueTask<ValidationResult> ValidateAsync(ServiceProvider process, Credential key, IssuedAuthToken token) =>
        process.GetRequiredService<ApiAccessValidator>().ValidateAsync(key.Reveal(), token.Secret.Reveal());

    private sealed class Lasting : ISecretProtector
    {
        private readonly EphemeralSecretProtector _inner = new();

        public string Protect(Credential credential, SecretPurpose purpose) => _inner.Protect(credential, purpose);

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Credential? credential) =>
            _inner.TryUnprotect(protectedSecret, purpose, out credential);
    }

    private sealed class Warnings(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // What a start announces about other nodes is asserted elsewhere.
            if (IsEnabled(logLevel) && eventId.Id is not (203 or 211 or 212))
            {
                lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
