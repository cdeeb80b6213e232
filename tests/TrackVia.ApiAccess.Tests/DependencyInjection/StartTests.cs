using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.DependencyInjection;

/// <summary>A host that is composed incorrectly does not start, and the message names the remedy.</summary>
public sealed class StartTests
{
    [Fact]
    public Task A_host_that_names_its_user_directory_starts() => StartAsync(access => access.UseUserDirectory<TestDirectory>());

    [Fact]
    public async Task R4_A_host_without_a_user_directory_does_not_start()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_ => { }));

        Assert.Contains("UseUserDirectory<T>()", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_number_of_attempts_out_of_bounds_is_refused_and_the_message_has_the_bounds(int attempts)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(access => access.UseUserDirectory<TestDirectory>(), options => options.MaxCommitAttempts = attempts));

        Assert.Contains("set 1 to 1000", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public Task Attempts_at_the_bounds_are_allowed(int attempts) =>
        StartAsync(access => access.UseUserDirectory<TestDirectory>(), options => options.MaxCommitAttempts = attempts);

    [Fact]
    public async Task R2_A_store_that_outlives_the_process_needs_a_protector()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(access => access.UseUserDirectory<TestDirectory>().UseStore(_ => new BreakingStore())));

        Assert.Contains("UseSecretProtector<T>()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task R2_A_store_that_outlives_the_process_starts_with_a_protector() =>
        StartAsync(access => access.UseUserDirectory<TestDirectory>().UseStore(_ => new BreakingStore()).UseSecretProtector<HostsProtector>());

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var failure = await Assert.ThrowsAsync<AggregateException>(() =>
            StartAsync(access => access.UseStore(_ => new BreakingStore()), options => options.MaxCommitAttempts = 0));

        Assert.Equal(3, failure.InnerExceptions.Cast<OptionsValidationException>().Sum(inner => inner.Failures.Count()));
    }

    private static async Task StartAsync(Action<ApiAccessBuilder> build, Action<ApiAccessOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        build(builder.Services.AddApiAccess(configure));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private sealed class HostsProtector : ISecretProtector
    {
        private readonly EphemeralSecretProtector _inner = new();

        public string Protect(Credential credential, SecretPurpose purpose) => _inner.Protect(credential, purpose);

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Credential? credential) =>
            _inner.TryUnprotect(protectedSecret, purpose, out credential);
    }
}
