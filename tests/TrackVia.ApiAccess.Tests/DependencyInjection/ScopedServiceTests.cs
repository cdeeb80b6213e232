using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.DependencyInjection;

/// <summary>What a host names for the library may need services that live only as long as a scope, such as a <c>DbContext</c>.</summary>
public sealed class ScopedServiceTests
{
    private const int Callers = 8;

    public static TheoryData<bool, string> Hosts
    {
        get
        {
            var hosts = new TheoryData<bool, string>();
            foreach (var validates in new[] { false, true })
            {
                foreach (var how in new[] { "taken", "through a transient", "as a generic", "in a sequence", "registered by the host" })
                {
                    hosts.Add(validates, how);
                }
            }

            return hosts;
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task T43_A_user_directory_that_needs_a_scoped_service_has_a_scope_for_each_call(bool validatesScopes, string how)
    {
        var services = new ServiceCollection();
        services.AddScoped<Session>();
        services.AddTransient<Repository>();
        services.AddScoped(typeof(Table<>));
        var access = services.AddApiAccess();
        _ = how switch
        {
            "taken" => access.UseUserDirectory<OfSession<Session>>(),
            "through a transient" => access.UseUserDirectory<OfSession<Repository>>(),
            "as a generic" => access.UseUserDirectory<OfSession<Table<Actor>>>(),
            "in a sequence" => access.UseUserDirectory<OfSessions>(),
            _ => access.UseUserDirectory<OfNothing>(),
        };
        services.AddTransient(_ => new OfNothing());
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = validatesScopes, ValidateOnBuild = validatesScopes });
        var manager = provider.GetRequiredService<ApiAccessManager>();

        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => manager.SearchUsersAsync(Acme.SuperAdmin, new()))));

        Assert.All(results, result => Assert.True(result.IsSuccess));
        Assert.Equal(Callers, results.Select(result => result.Value.Users.Single().Profile.DisplayName).Distinct().Count());
        Assert.Equal(0, Session.Open);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_directory_that_needs_nothing_scoped_is_made_once_and_disposed_with_the_container(bool validatesScopes)
    {
        var services = new ServiceCollection();
        services.AddScoped<Session>();
        services.AddApiAccess().UseUserDirectory<Remembering>().UseUserDirectory<Remembering>();
        Remembering directory;
        await using (var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = validatesScopes }))
        {
            directory = Assert.IsType<Remembering>(provider.GetRequiredService<IUserDirectory>());
            await provider.GetRequiredService<ApiAccessManager>().SearchUsersAsync(Acme.SuperAdmin, new());
            await provider.GetRequiredService<ApiAccessManager>().SearchUsersAsync(Acme.SuperAdmin, new());
        }

        Assert.Equal((2, 1), (directory.Calls, directory.Disposals));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task T43_A_protector_that_needs_a_scoped_service_has_a_scope_for_each_call(bool validatesScopes)
    {
        var services = new ServiceCollection();
        services.AddSingleton<EphemeralSecretProtector>();
        services.AddScoped<Session>();
        services.AddApiAccess().UseUserDirectory<TestDirectory>().UseSecretProtector<OfSessionProtector>();
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = validatesScopes });
        var manager = provider.GetRequiredService<ApiAccessManager>();
        await manager.CreateApiKeyAsync(Acme.SuperAdmin);

        var keys = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => manager.GetApiKeyAsync(Acme.SuperAdmin))));

        Assert.Single(keys.Select(key => key.Value.Key.Reveal()).Distinct());
        Assert.Equal(0, Session.Open);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void T43_A_store_that_needs_a_scoped_service_is_refused_with_the_remedy(bool validatesScopes)
    {
        var services = new ServiceCollection();
        services.AddScoped<Session>();
        services.AddApiAccess().UseUserDirectory<TestDirectory>().UseStore<OfSessionStore>();
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = validatesScopes });

        var failure = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<ApiAccessManager>);

        Assert.Contains("IDbContextFactory<T>", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Session), failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Serves one caller at a time, as a <c>DbContext</c> does.</summary>
    private class Session : IDisposable
    {
        private static int _made;
        private static int _open;
        private int _callers;

        public Session() => Interlocked.Increment(ref _open);

        public static int Open => _open;

        public string Name { get; } = $"session {Interlocked.Increment(ref _made)}";

        public async Task<string> QueryAsync()
        {
            if (Interlocked.Increment(ref _callers) != 1)
            {
                throw new InvalidOperationException("A second operation was started on this context instance before a previous operation completed.");
            }

            await Task.Delay(20);
            Interlocked.Decrement(ref _callers);
            return Name;
        }

        public void Dispose() => Interlocked.Decrement(ref _open);
    }

    private sealed class Table<T> : Session;

    private sealed class Repository(Session session) : ISession
    {
        public Session Session => session;
    }

    private interface ISession
    {
        Session Session { get; }
    }

    private abstract class Directory : IUserDirectory
    {
        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) => new((DirectoryUser?)null);

        public async ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            search.Apply([new DirectoryUser { Id = Acme.Integration, DisplayName = await NameAsync(), IsActive = true }]);

        protected abstract Task<string> NameAsync();
    }

    private sealed class OfSession<T>(T source) : Directory
        where T : class
    {
        protected override Task<string> NameAsync() => ((source as ISession)?.Session ?? (Session)(object)source).QueryAsync();
    }

    private sealed class OfSessions(IEnumerable<Session> sessions) : Directory
    {
        protected override Task<string> NameAsync() => sessions.Single().QueryAsync();
    }

    private sealed class OfNothing : Directory
    {
        private readonly string _name = Guid.NewGuid().ToString();

        protected override Task<string> NameAsync() => Task.FromResult(_name);
    }

    private sealed class Remembering : Directory, IDisposable
    {
        public int Calls { get; private set; }

        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;

        protected override Task<string> NameAsync() => Task.FromResult($"call {++Calls}");
    }

    private sealed class OfSessionProtector(Session session, EphemeralSecretProtector keys) : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => keys.Protect(credential, purpose);

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
        {
            session.QueryAsync().GetAwaiter().GetResult();
            return keys.TryUnprotect(protectedSecret, purpose, out credential);
        }
    }

    private sealed class OfSessionStore(Session session) : ObservedSession
    {
        public Session Session => session;
    }

    private abstract class ObservedSession : IApiAccessStore
    {
        private readonly InMemoryApiAccessStore _inner = new();

        public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => _inner.LoadAsync(accountId, cancellationToken);

        public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
            _inner.FindAccountsAsync(apiKeyDigests, cancellationToken);

        public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            _inner.CommitAsync(change, after, cancellationToken);

        public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            _inner.ReadFeedAsync(after, maxCount, cancellationToken);

        public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _inner.GetFeedEndAsync(cancellationToken);

        public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            _inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
    }
}
