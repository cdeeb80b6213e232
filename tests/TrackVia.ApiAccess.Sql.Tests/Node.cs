using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>A node as a host has it: a container of its own over a database that others share.</summary>
internal sealed class Node : IAsyncDisposable
{
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(2);

    private static readonly UserId Integration = UserId.Parse("integration@acme.example");
    public static readonly Actor SuperAdmin = AdminOf("acme");

    private readonly ServiceProvider _services;
    private readonly Warnings _warnings;

    private Node(ServiceProvider services, Warnings warnings) => (_services, _warnings) = (services, warnings);

    /// <summary>Gets the ids of the warnings and errors that this node has logged.</summary>
    public IReadOnlyList<int> Warned => [.. _warnings.Logged.Select(warning => warning.Id)];

    /// <summary>Returns the timestamps at which this node has logged a warning or error, the oldest first.</summary>
    public IReadOnlyList<long> WarnedAt(int id) => [.. _warnings.Logged.Where(warning => warning.Id == id).Select(warning => warning.At)];

    public Instant? LastDiscontinuityAt => _services.GetRequiredService<ApiAccessValidator>().LastDiscontinuityAt;

    public IApiAccessStore Store => _services.GetRequiredService<IApiAccessStore>();

    public ApiAccessManager Manager => _services.GetRequiredService<ApiAccessManager>();

    public static async Task<Node> StartAsync(Action<ApiAccessBuilder> use, TimeSpan? maxStaleness = null)
    {
        var services = new ServiceCollection();
        use(services.AddApiAccess(options => options.MaxStaleness = maxStaleness ?? MaxStaleness)
            .UseUserDirectory<EverybodyIsActive>()
            .UseSecretProtector<Forgetful>());
        var warnings = new Warnings();
        services.AddSingleton<ILoggerFactory>(warnings).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        var node = new Node(services.BuildServiceProvider(), warnings);
        try
        {
            foreach (var service in node._services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            {
                await service.StartingAsync(CancellationToken.None);
            }

            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async Task<Credential> OpenAccountAsync(string account = "acme")
    {
        await Manager.SetUserAccessAsync(AdminOf(account), Integration, new UserAccessChange { IsApiUser = true });
        return (await Manager.CreateApiKeyAsync(AdminOf(account))).Value.Key;
    }

    /// <summary>Enables or disables an account's API User, and so all of its tokens.</summary>
    public async Task<FenceResult?> SetEnabledAsync(string account, bool isEnabled, RevocationWait returnWhen = RevocationWait.Committed) =>
        (await Manager.SetUserAccessAsync(AdminOf(account), Integration, new UserAccessChange { IsEnabled = isEnabled }, returnWhen)).Fence;

    public async Task<IssuedAuthToken> CreateTokenAsync(string account = "acme") => (await Manager.CreateTokenAsync(
        AdminOf(account), new NewAuthToken
        {
            Name = AuthTokenName.Parse("CI"),
            ExpiresOn = new LocalDate(9000, 1, 1),
            UserId = Integration,
        })).Value;

    /// <summary>Revokes a token and waits for the fence.</summary>
    public async Task<FenceResult> RevokeAsync(IssuedAuthToken token) =>
        (await Manager.DeactivateTokenAsync(SuperAdmin, token.Token.Id, RevocationWait.AllNodes)).Fence!;

    public ValueTask<ValidationResult> ValidateAsync(Credential key, IssuedAuthToken token) =>
        ValidateAsync(key.Reveal(), token.Secret.Reveal());

    public ValueTask<ValidationResult> ValidateAsync(string key, string secret) =>
        _services.GetRequiredService<ApiAccessValidator>().ValidateAsync(key, secret);

    public static Actor AdminOf(string account) =>
        new()
        {
            AccountId = AccountId.Parse(account),
            UserId = UserId.Parse("admin@acme.example"),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class EverybodyIsActive : IUserDirectory
    {
        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(new DirectoryUser { Id = userId, DisplayName = userId.Value, IsActive = true });

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply([]));
    }

    private sealed class Forgetful : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => "not kept";

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
        {
            credential = null;
            return false;
        }
    }
}
