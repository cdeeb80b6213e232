using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>The kit detects what the implementer of a fixture omitted, and its message names the remedy.</summary>
public sealed class FixtureTests
{
    [Fact]
    public async Task A_fixture_that_states_killable_and_cannot_kill_fails_with_the_advice_to_override_KillAsync()
    {
        var failure = await FailureAsync(nameof(Facts.The_fixture_implements_what_it_states), new Openable(StoreTraits.Durable | StoreTraits.Killable));

        Assert.Contains("to override KillAsync, since it states Killable", failure.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixture_that_can_kill_and_does_not_state_it_fails()
    {
        var failure = await FailureAsync(nameof(Facts.The_fixture_implements_what_it_states), new KillsWithoutStating(StoreTraits.Durable));

        Assert.Contains("to state StoreTraits.Killable", failure.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixture_that_states_killable_without_durable_fails()
    {
        var failure = await FailureAsync(nameof(Facts.The_fixture_implements_what_it_states), new KillsWithoutStating(StoreTraits.Killable));

        Assert.Contains("to state StoreTraits.Durable", failure.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StoreTraits.Shared, nameof(Facts.A_store_that_keeps_its_changes_states_that_it_is_durable))]
    [InlineData(StoreTraits.Durable, nameof(Facts.A_store_that_others_can_open_states_that_it_is_shared))]
    public Task A_trait_that_the_store_has_and_the_fixture_omits_is_detected(StoreTraits stated, string caughtBy) =>
        FailureAsync(caughtBy, new Openable(stated, new InMemoryApiAccessStore()));

    [Theory]
    [InlineData(StoreTraits.Durable, nameof(Facts.A_store_that_keeps_its_changes_states_that_it_is_durable))]
    [InlineData(StoreTraits.Shared, nameof(Facts.A_store_that_others_can_open_states_that_it_is_shared))]
    public Task A_fixture_that_opens_other_storage_each_time_does_not_have_the_traits_that_it_states(StoreTraits stated, string caughtBy) =>
        FailureAsync(caughtBy, new Openable(stated));

    [Theory]
    [InlineData(nameof(Facts.A_store_that_keeps_its_changes_states_that_it_is_durable))]
    [InlineData(nameof(Facts.A_store_that_others_can_open_states_that_it_is_shared))]
    public async Task A_store_that_cannot_be_opened_twice_is_neither_durable_nor_shared(string name) =>
        Assert.Equal(StoreConformanceOutcome.Passed, await StoreConformance.RunAsync(name, new OpensOnce(StoreTraits.None)));

    [Fact]
    public async Task Storage_that_others_write_to_is_detected()
    {
        var used = new InMemoryApiAccessStore();
        await StoreConformance.RunAsync(nameof(Facts.An_account_holds_100_tokens), new Openable(StoreTraits.None, used));

        await FailureAsync(nameof(Facts.Every_fixture_has_storage_of_its_own), new Openable(StoreTraits.None, used));
    }

    [Theory]
    [InlineData(StoreTraits.None, "has a node registry (Nodes)")]
    [InlineData(StoreTraits.RegistersNodes, "records usage (Usage)")]
    public async Task A_fixture_that_omits_a_part_of_its_store_fails(StoreTraits stated, string expected)
    {
        var failure = await FailureAsync(nameof(Facts.A_store_that_registers_nodes_or_records_usage_states_it), new Openable(stated));

        Assert.Contains(expected, failure.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_whose_trait_is_not_stated_does_not_apply() => Assert.Equal(
        StoreConformanceOutcome.DoesNotApply,
        await StoreConformance.RunAsync(nameof(Facts.Acknowledged_changes_survive_a_kill), new Openable(StoreTraits.Durable)));

    [Theory]
    [InlineData(nameof(Facts.Acknowledged_changes_survive_reopening))]
    [InlineData(nameof(Facts.A_commit_on_one_handle_is_seen_on_another))]
    public async Task Every_handle_that_a_case_opens_is_closed(string name)
    {
        var fixture = new CountsHandles(new InMemoryApiAccessStore());

        await StoreConformance.RunAsync(name, fixture);

        Assert.True(fixture.Opened > 1);
        Assert.Equal(fixture.Opened, fixture.Closed);
    }

    [Fact]
    public async Task The_handles_of_a_case_that_fails_are_closed_too()
    {
        var fixture = new CountsHandles(null);

        await FailureAsync(nameof(Facts.A_commit_on_one_handle_is_seen_on_another), fixture);

        Assert.Equal(2, fixture.Closed);
    }

    private static Task<StoreConformanceException> FailureAsync(string name, StoreFixture fixture) =>
        Assert.ThrowsAsync<StoreConformanceException>(() => StoreConformance.RunAsync(name, fixture));

    /// <summary>Opens new storage each time, or the one that it is given.</summary>
    private class Openable(StoreTraits traits, IApiAccessStore? store = null) : StoreFixture
    {
        public override StoreTraits Traits => traits;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(store ?? new InMemoryApiAccessStore());
    }

    private sealed class KillsWithoutStating(StoreTraits traits) : Openable(traits)
    {
        public override ValueTask KillAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class OpensOnce(StoreTraits traits) : Openable(traits)
    {
        private bool _isOpen;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
        {
            if (_isOpen)
            {
                throw new IOException("The file is in use.");
            }

            _isOpen = true;
            return base.OpenAsync(cancellationToken);
        }
    }

    private sealed class CountsHandles(IApiAccessStore? store) : Openable(StoreTraits.Durable | StoreTraits.Shared, store)
    {
        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public override async ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return new Handle(await base.OpenAsync(cancellationToken));
        }

        public override ValueTask CloseAsync(IApiAccessStore store, CancellationToken cancellationToken)
        {
            Closed += store is Handle ? 1 : 0;
            return ValueTask.CompletedTask;
        }

        private sealed class Handle(IApiAccessStore inner) : DelegatingStore(inner);
    }
}
