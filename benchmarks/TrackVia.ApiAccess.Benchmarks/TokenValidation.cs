using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// What one validation costs over the in-memory store, as a ratio to the floor: SHA-256 of the token's 53 bytes,
/// one look-up in a <see cref="ConcurrentDictionary{TKey, TValue}"/> and one reading of the clock.
/// </summary>
[MemoryDiagnoser]
public class TokenValidation
{
    private static readonly AccountId Account = AccountId.Parse("acme");
    private static readonly UserId Integration = UserId.Parse("integration@acme.example");

    private readonly ConcurrentDictionary<CredentialDigest, AuthTokenId> _floor = new();
    private ServiceProvider _services = null!;
    private ApiAccessValidator _validator = null!;
    private string _userKey = null!;
    private string _token = null!;
    private string _unknown = null!;
    private string _deactivated = null!;
    private string _wrongChecksum = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseUserDirectory<BenchmarkDirectory>();
        _services = services.BuildServiceProvider();
        _validator = _services.GetRequiredService<ApiAccessValidator>();

        var manager = _services.GetRequiredService<ApiAccessManager>();
        var actor = new Actor(Account, UserId.Parse("admin@acme.example"), IsSuperAdmin: true, HasUserProfileAccess: true);
        await manager.SetUserAccessAsync(actor, Integration, isApiUser: true, isEnabled: null);
        _userKey = (await manager.CreateApiKeyAsync(actor)).Value.Key.Reveal();
        for (var i = 0; i < 5; i++)
        {
            var issued = (await manager.CreateTokenAsync(actor, NewToken($"integration {i}"))).Value;
            _token = issued.Secret.Reveal();
            _floor[issued.Token.Digest] = issued.Token.Id;
        }

        var deactivated = (await manager.CreateTokenAsync(actor, NewToken("deactivated"))).Value;
        await manager.DeactivateTokenAsync(actor, deactivated.Token.Id);
        _deactivated = deactivated.Secret.Reveal();
        _unknown = Credential.Generate(CredentialKind.AuthToken).Reveal();
        _wrongChecksum = _token[..^1] + (_token[^1] == 'x' ? 'y' : 'x');
        await EnsureOutcomesAsync();
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark(Baseline = true, Description = "floor: SHA-256, one look-up, one clock reading")]
    public bool Floor()
    {
        Span<byte> ascii = stackalloc byte[53];
        Encoding.ASCII.GetBytes(_token, ascii);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ascii, hash);
        return _floor.ContainsKey(CredentialDigest.FromBytes(hash)) && SystemClock.Instance.GetCurrentInstant() > Instant.MinValue;
    }

    [Benchmark(Description = "valid")]
    public ValueTask<ValidationResult> Valid() => _validator.ValidateAsync(_userKey, _token);

    [Benchmark(Description = "refused: malformed, wrong checksum")]
    public ValueTask<ValidationResult> Malformed() => _validator.ValidateAsync(_userKey, _wrongChecksum);

    [Benchmark(Description = "refused: unknown token")]
    public ValueTask<ValidationResult> Unknown() => _validator.ValidateAsync(_userKey, _unknown);

    [Benchmark(Description = "refused: deactivated")]
    public ValueTask<ValidationResult> Deactivated() => _validator.ValidateAsync(_userKey, _deactivated);

    private static NewAuthToken NewToken(string name) => new(AuthTokenName.Parse(name), new LocalDate(9999, 12, 31), Integration);

    /// <summary>A benchmark of the wrong outcome would be worth nothing.</summary>
    private async Task EnsureOutcomesAsync()
    {
        if (!(await Valid()).IsValid
            || (await Malformed()).Refusal is not ValidationRefusal.MalformedToken
            || (await Unknown()).Refusal is not ValidationRefusal.UnknownToken
            || (await Deactivated()).Refusal is not ValidationRefusal.TokenDeactivated)
        {
            throw new InvalidOperationException("A validation did not end as its benchmark's name says.");
        }
    }
}
