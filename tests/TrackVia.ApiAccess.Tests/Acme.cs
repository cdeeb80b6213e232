using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Testing;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management.Callbacks;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.Tests;

/// <summary>One account with its manager and validator over a store, with a clock that only the test advances.</summary>
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
        TimeProvider? time = null,
        IUserDirectory? directory = null)
    {
        Store = store ?? new InMemoryApiAccessStore();
        options ??= new ApiAccessOptions();
        logs ??= NullLoggerFactory.Instance;
        Instruments = new ApiAccessInstruments(factory: null);
        Composition = new NodeComposition(new NodeServices
        {
            Store = Store,
            Options = options,
            Clock = Clock,
            TimeProvider = time ?? Time,
            Continuity = new StoreContinuity(Clock, time ?? Time),
            Instruments = Instruments,
            LoggerFactory = logs,
        });
        Manager = Composition.CreateManager(
            protector ?? new EphemeralSecretProtector(),
            directory ?? Directory,
            new HostCallbacks(Time, options.HostCallbackTimeout, logs.CreateLogger<ApiAccessManager>()));
    }

    public NodeComposition Composition { get; }

    public IApiAccessStore Store { get; }

    public FakeClock Clock { get; } = new(Noon);

    /// <summary>The node's time, unless the constructor was given another one. Only the test advances it.</summary>
    public FakeTimeProvider Time { get; } = new();

    public TestDirectory Directory { get; } = new();

    public ApiAccessInstruments Instruments { get; }

    public ApiAccessManager Manager { get; }

    public TokenUsageRecorder? Usage => Composition.Usage;

    public SnapshotValidation Snapshots => Composition.Snapshots;

    public ApiAccessValidator Validator => Composition.Validator;

    public UserAccessReader UserAccess => Composition.UserAccess;

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
