using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The cost of one validation over the in-memory store, as a ratio to the <see cref="Floor"/>.</summary>
[MemoryDiagnoser]
public class TokenValidation
{
    private Floor _floor = null!;
    private ServiceProvider _services = null!;
    private ApiAccessValidator _validator = null!;
    private string _userKey = null!;
    private string _token = null!;
    private string _expired = null!;
    private string _unknown = null!;
    private string _deactivated = null!;
    private string _wrongChecksum = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        _services = BenchmarkHost.InMemory();
        _validator = _services.GetRequiredService<ApiAccessValidator>();
        var account = await BenchmarkAccount.CreateAsync(_services.GetRequiredService<IApiAccessStore>(), AccountId.Parse("acme"));
        _floor = new Floor(account.Access.Tokens);
        _userKey = account.UserKey;
        _token = account.Tokens[^1];
        await account.AddTokenAsync(new LocalDate(2026, 1, 2));
        _expired = account.Tokens[^1];
        var deactivated = await account.AddTokenAsync(BenchmarkAccount.FarAway);
        _deactivated = account.Tokens[^1];
        await account.CommitAsync(account.Toggle(deactivated.Id));
        _unknown = Credential.Generate(CredentialKind.AuthToken).Reveal();
        _wrongChecksum = _token[..^1] + (_token[^1] == 'x' ? 'y' : 'x');
        await EnsureOutcomesAsync();
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark(Baseline = true, Description = "floor: SHA-256, one lookup, one clock reading")]
    public bool FloorAccepts() => _floor.Accepts(_token);

    [Benchmark(Description = "valid")]
    public ValueTask<ValidationResult> Valid() => _validator.ValidateAsync(_userKey, _token);

    [Benchmark(Description = "refused: malformed, wrong checksum")]
    public ValueTask<ValidationResult> Malformed() => _validator.ValidateAsync(_userKey, _wrongChecksum);

    [Benchmark(Description = "refused: expired")]
    public ValueTask<ValidationResult> Expired() => _validator.ValidateAsync(_userKey, _expired);

    [Benchmark(Description = "refused: unknown token")]
    public ValueTask<ValidationResult> Unknown() => _validator.ValidateAsync(_userKey, _unknown);

    [Benchmark(Description = "refused: deactivated")]
    public ValueTask<ValidationResult> Deactivated() => _validator.ValidateAsync(_userKey, _deactivated);

    /// <summary>A benchmark of the wrong outcome would be worth nothing.</summary>
    private async Task EnsureOutcomesAsync()
    {
        if (!(await Valid()).IsValid
            || (await Malformed()).Rejection is not CredentialRejection.MalformedToken
            || (await Expired()).Rejection is not CredentialRejection.TokenExpired
            || (await Unknown()).Rejection is not CredentialRejection.UnknownToken
            || (await Deactivated()).Rejection is not CredentialRejection.TokenDeactivated)
        {
            throw new InvalidOperationException("A validation did not have the result that the benchmark's name describes.");
        }
    }
}
