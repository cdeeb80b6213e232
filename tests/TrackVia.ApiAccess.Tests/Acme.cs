using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Testing;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.Tests;

/// <summary>One account with its manager and validator over a store, at a clock that stands still until a test moves it.</summary>
internal sealed class Acme
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 6, 15, 12, 0);
    public static readonly LocalDate Today = new(2026, 6, 15);
    public static readonly LocalDate Tomorrow = new(2026, 6, 16);
    public static readonly AccountId Id = AccountId.Parse("acme");
    public static readonly UserId Integration = UserId.Parse("integration@acme.example");
    public static readonly UserId Admin = UserId.Parse("admin@acme.example");
    public static readonly Actor SuperAdmin = new() { AccountId = Id, UserId = Admin, IsSuperAdmin = true, HasUserProfileAccess = true };

    public Acme(
        IApiAccessStore? store = null,
        ApiAccessOptions? options = null,
        ISecretProtector? protector = null,
        ILoggerFactory? logs = null,
        TimeProvider? pauses = null,
        IUserDirectory? directory = null)
    {
        Store = store ?? new InMemoryApiAccessStore();
        options ??= new ApiAccessOptions();
        logs ??= NullLoggerFactory.Instance;
        Instruments = new ApiAccessInstruments(factory: null, Time);
        var localCommits = new LocalCommitNotifier();
        var continuity = new StoreContinuity(Clock, Time);
        Manager = new ApiAccessManager(
            Store,
            continuity,
            localCommits,
            protector ?? new EphemeralSecretProtector(),
            directory ?? Directory,
            new HostCallbacks(Time, options.HostCallbackTimeout, logs.CreateLogger<ApiAccessManager>()),
            Clock,
            pauses ?? new ImpatientTimeProvider(),
            options,
            Instruments,
            logs.CreateLogger<ApiAccessManager>());
        var logger = logs.CreateLogger<ApiAccessValidator>();
        Uses = Store is ITokenUsageStore log ? new TokenUsageRecorder(log, options.TokenUsageFlushInterval, Time, logger) : null;
        Snapshots = options.UseSnapshots ? new SnapshotValidation(Store, continuity, localCommits, Uses, Clock, Time, options, Instruments, logger) : null;
        Validator = new ApiAccessValidator(
            Store,
            Snapshots,
            Uses,
            Clock,
            Time,
            options.MaxWaitingValidations,
            Instruments,
            logger);
    }

    public IApiAccessStore Store { get; }

    public FakeClock Clock { get; } = new(Noon);

    /// <summary>What leases are measured by; it stands still until a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new();

    public TestDirectory Directory { get; } = new();

    public ApiAccessInstruments Instruments { get; }

    public ApiAccessManager Manager { get; }

    public TokenUsageRecorder? Uses { get; }

    public SnapshotValidation? Snapshots { get; }

    public ApiAccessValidator Validator { get; }

    public Task<AccountAccess> LoadAsync() => Store.LoadAsync(Id, CancellationToken.None);

    /// <summary>The account with its key and one API User: what most tests begin with.</summary>
    public async Task<Credential> OpenAsync()
    {
        await Manager.SetUserAccessAsync(SuperAdmin, Integration, new UserAccessChange { IsApiUser = true });
        return (await Manager.CreateApiKeyAsync(SuperAdmin)).Value.Key;
    }

    public async Task<IssuedAuthToken> CreateTokenAsync(LocalDate? expiresOn = null, UserId? userId = null) =>
        (await Manager.CreateTokenAsync(SuperAdmin, Request(expiresOn, userId))).Value;

    public async Task CreateTokensAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await CreateTokenAsync();
        }
    }

    public ValueTask<ValidationResult> ValidateAsync(Credential key, Credential token) =>
        Validator.ValidateAsync(key.Reveal(), token.Reveal());

    public static NewAuthToken Request(LocalDate? expiresOn = null, UserId? userId = null) =>
        new() { Name = AuthTokenName.Parse("CI"), ExpiresOn = expiresOn ?? Tomorrow, UserId = userId ?? Integration };
}
