using System.Reflection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Broken;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using TrackVia.ApiAccess.Testing.Xunit;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests;

public sealed class StoreConformanceTests
{
    [Fact]
    public void Every_case_has_its_fact_and_every_fact_its_case()
    {
        var facts = typeof(ApiAccessStoreConformanceTests).GetMethods()
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .ToList();

        Assert.Equal(
            StoreConformance.Cases.Select(one => one.Name).Order(StringComparer.Ordinal),
            facts.Select(fact => fact.Name).Order(StringComparer.Ordinal));
        Assert.All(facts, fact => Assert.True(fact.IsVirtual && !fact.IsFinal));
    }

    [Fact]
    public void Every_case_describes_what_it_proves_and_what_a_failure_means() => Assert.All(StoreConformance.Cases, one =>
    {
        Assert.EndsWith(".", one.Proves, StringComparison.Ordinal);
        Assert.EndsWith(".", one.FailureMeans, StringComparison.Ordinal);
    });

    [Fact]
    public void Every_case_catches_a_fault()
    {
        var ofFixtures = StoreConformance.Cases.Where(one => one.Theme == "Completeness").Select(one => one.Name);

        Assert.Empty(StoreConformance.Cases.Select(one => one.Name).Except(Faults.All.Select(fault => fault.CaughtBy)).Except(ofFixtures));
    }

    [Fact]
    public void At_least_40_broken_stores_are_caught() => Assert.True(Faults.All.Count >= 40);

    [Fact]
    public Task A_case_that_does_not_exist_is_misuse() =>
        Assert.ThrowsAsync<ArgumentException>(() => StoreConformance.RunAsync("No_such_case", new MemoryFixture(StoreConformanceSettings.Default)));

    [Fact]
    public async Task A_store_that_never_answers_fails_at_the_timeout()
    {
        var settings = new StoreConformanceSettings { Timeout = TimeSpan.FromMilliseconds(50) };
        await using var fixture = new MemoryFixture(settings, store => new NeverAnswers(store));

        var failure = await Assert.ThrowsAsync<StoreConformanceException>(
            () => StoreConformance.RunAsync(nameof(Facts.Every_kind_of_change_loads_as_it_was_committed), fixture));

        Assert.Equal("it hangs", failure.Seen);
    }

    [Fact]
    public async Task A_cancelled_run_is_not_a_failure_of_the_store()
    {
        using var cancellation = new CancellationTokenSource();
        await using var fixture = new MemoryFixture(StoreConformanceSettings.Default, store => new NeverAnswers(store));

        var run = StoreConformance.RunAsync(nameof(Facts.Every_kind_of_change_loads_as_it_was_committed), fixture, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task A_failure_reports_what_was_done_expected_and_seen_and_what_it_means()
    {
        await using var fixture = new MemoryFixture(StoreConformanceSettings.Default, store => new NeverFinds(store));

        var failure = await Assert.ThrowsAsync<StoreConformanceException>(
            () => StoreConformance.RunAsync(nameof(Facts.An_API_key_that_another_account_has_is_a_duplicate), fixture));

        Assert.Contains("commit ApiKeyCreated to version 1 of 'account-2': DuplicateCredential", failure.Done, StringComparison.Ordinal);
        Assert.Contains("the account that the API key is found in: account-1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Case.FailureMeans, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_sequence_is_shrunk_to_readable_steps_and_can_be_repeated()
    {
        var settings = new StoreConformanceSettings { Seed = 42 };
        var messages = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var fixture = new MemoryFixture(settings, store => new RefusesDeletions(store));
            messages.Add((await Assert.ThrowsAsync<StoreConformanceException>(
                () => StoreConformance.RunAsync(nameof(Facts.Any_sequence_of_commands_matches_the_model), fixture))).Done);
        }

        // An API User, a token, its deactivation or the date's arrival, its deletion: fewer steps do not lead there.
        Assert.Equal(4, messages[0].Split('\n').Count(line => char.IsAsciiDigit(line[0])));
        Assert.Contains("4. delete token 0", messages[0], StringComparison.Ordinal);
        Assert.Contains("Seed to 42", messages[0], StringComparison.Ordinal);
        Assert.Equal(messages[0], messages[1]);
    }

    private sealed class RefusesDeletions(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            change is AuthTokenDeleted ? Task.FromResult(CommitResult.Conflict) : Inner.CommitAsync(change, after, cancellationToken);
    }

    private sealed class NeverAnswers(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return CommitResult.Conflict;
        }
    }

    private sealed class NeverFinds(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
            IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<CredentialDigest, AccountId>>(new Dictionary<CredentialDigest, AccountId>());
    }
}
