using System.Runtime.CompilerServices;
using Xunit;

namespace TrackVia.ApiAccess.Testing.Xunit;

/// <summary>Every case of the conformance kit as a fact of xunit 2. Inherit it, open your store, and <c>dotnet test</c> runs the suite.</summary>
/// <remarks>
/// Each fact runs the case of its name on a fixture of its own. <see cref="StoreConformance.Cases"/> and the package's README describe
/// the cases. A fact passes without running its case if the case needs a trait that the fixture does not state.
/// </remarks>
public abstract class ApiAccessStoreConformanceTests
{
    /// <summary>Creates the fixture that opens the store under test, on empty storage of its own.</summary>
    /// <returns>A new fixture; the fact disposes it.</returns>
    protected abstract StoreFixture CreateFixture();

    // Completeness
    /// <summary>The fixture implements what it states.</summary>
    [Fact]
    public virtual Task The_fixture_implements_what_it_states() => RunAsync();

    /// <summary>Every fixture has storage of its own.</summary>
    [Fact]
    public virtual Task Every_fixture_has_storage_of_its_own() => RunAsync();

    /// <summary>A store that keeps its changes states that it is durable.</summary>
    [Fact]
    public virtual Task A_store_that_keeps_its_changes_states_that_it_is_durable() => RunAsync();

    /// <summary>A store that others can open states that it is shared.</summary>
    [Fact]
    public virtual Task A_store_that_others_can_open_states_that_it_is_shared() => RunAsync();

    /// <summary>A store that registers nodes or records usage states it.</summary>
    [Fact]
    public virtual Task A_store_that_registers_nodes_or_records_usage_states_it() => RunAsync();

    /// <summary>A store has the same parts on every handle and at all times.</summary>
    [Fact]
    public virtual Task A_store_has_the_same_parts_on_every_handle_and_at_all_times() => RunAsync();

    /// <summary>A store that joins transactions states it.</summary>
    [Fact]
    public virtual Task A_store_that_joins_transactions_states_it() => RunAsync();

    // Contract
    /// <summary>An account that has never changed is empty at version 0.</summary>
    [Fact]
    public virtual Task An_account_that_has_never_changed_is_empty_at_version_0() => RunAsync();

    /// <summary>Every kind of change loads as it was committed.</summary>
    [Fact]
    public virtual Task Every_kind_of_change_loads_as_it_was_committed() => RunAsync();

    /// <summary>A load sees every commit acknowledged before it began.</summary>
    [Fact]
    public virtual Task A_load_sees_every_commit_acknowledged_before_it_began() => RunAsync();

    /// <summary>Accounts do not affect each other.</summary>
    [Fact]
    public virtual Task Accounts_do_not_affect_each_other() => RunAsync();

    /// <summary>A change decided at an older version conflicts and changes nothing.</summary>
    [Fact]
    public virtual Task A_change_decided_at_an_older_version_conflicts_and_changes_nothing() => RunAsync();

    /// <summary>A change decided at a future version conflicts and changes nothing.</summary>
    [Fact]
    public virtual Task A_change_decided_at_a_future_version_conflicts_and_changes_nothing() => RunAsync();

    /// <summary>Committing a change again returns the same result and stores it once.</summary>
    [Fact]
    public virtual Task Committing_a_change_again_returns_the_same_result_and_stores_it_once() => RunAsync();

    /// <summary>An equal change with another id conflicts.</summary>
    [Fact]
    public virtual Task An_equal_change_with_another_id_conflicts() => RunAsync();

    /// <summary>A change that is not committed leaves no trace.</summary>
    [Fact]
    public virtual Task A_change_that_is_not_committed_leaves_no_trace() => RunAsync();

    /// <summary>An API key that another account has is a duplicate.</summary>
    [Fact]
    public virtual Task An_API_key_that_another_account_has_is_a_duplicate() => RunAsync();

    /// <summary>R1 an API key is never replaced.</summary>
    [Fact]
    public virtual Task R1_an_API_key_is_never_replaced() => RunAsync();

    /// <summary>A token whose id exists is a duplicate.</summary>
    [Fact]
    public virtual Task A_token_whose_id_exists_is_a_duplicate() => RunAsync();

    /// <summary>A token whose digest exists is a duplicate.</summary>
    [Fact]
    public virtual Task A_token_whose_digest_exists_is_a_duplicate() => RunAsync();

    /// <summary>A deleted tokens id and digest are free again.</summary>
    [Fact]
    public virtual Task A_deleted_tokens_id_and_digest_are_free_again() => RunAsync();

    /// <summary>Two accounts may have tokens with the same id and digest.</summary>
    [Fact]
    public virtual Task Two_accounts_may_have_tokens_with_the_same_id_and_digest() => RunAsync();

    /// <summary>A stale duplicate is a conflict.</summary>
    [Fact]
    public virtual Task A_stale_duplicate_is_a_conflict() => RunAsync();

    /// <summary>An API key is found by its digest and an unknown key is not.</summary>
    [Fact]
    public virtual Task An_API_key_is_found_by_its_digest_and_an_unknown_key_is_not() => RunAsync();

    /// <summary>An auth token is not an API key.</summary>
    [Fact]
    public virtual Task An_auth_token_is_not_an_API_key() => RunAsync();

    /// <summary>The history returns every change as it was committed.</summary>
    [Fact]
    public virtual Task The_history_returns_every_change_as_it_was_committed() => RunAsync();

    /// <summary>Pages of the history have no gaps.</summary>
    [Fact]
    public virtual Task Pages_of_the_history_have_no_gaps() => RunAsync();

    // Sequences
    /// <summary>Any sequence of commands matches the model.</summary>
    [Fact]
    public virtual Task Any_sequence_of_commands_matches_the_model() => RunAsync();

    /// <summary>R10 no sequence near the cap exceeds it.</summary>
    [Fact]
    public virtual Task R10_no_sequence_near_the_cap_exceeds_it() => RunAsync();

    // Races
    /// <summary>Of many commits at one version exactly one is stored.</summary>
    [Fact]
    public virtual Task Of_many_commits_at_one_version_exactly_one_is_stored() => RunAsync();

    /// <summary>Of many first changes exactly one is stored.</summary>
    [Fact]
    public virtual Task Of_many_first_changes_exactly_one_is_stored() => RunAsync();

    /// <summary>The same change committed many times at once is stored once.</summary>
    [Fact]
    public virtual Task The_same_change_committed_many_times_at_once_is_stored_once() => RunAsync();

    /// <summary>R10 of many creations at 99 tokens exactly one succeeds.</summary>
    [Fact]
    public virtual Task R10_of_many_creations_at_99_tokens_exactly_one_succeeds() => RunAsync();

    /// <summary>R1 of many creations of the API key exactly one succeeds.</summary>
    [Fact]
    public virtual Task R1_of_many_creations_of_the_API_key_exactly_one_succeeds() => RunAsync();

    /// <summary>Of several accounts that commit one API key exactly one gets it.</summary>
    [Fact]
    public virtual Task Of_several_accounts_that_commit_one_API_key_exactly_one_gets_it() => RunAsync();

    /// <summary>Of a deletion and a resumption at once exactly one succeeds.</summary>
    [Fact]
    public virtual Task Of_a_deletion_and_a_resumption_at_once_exactly_one_succeeds() => RunAsync();

    /// <summary>Commits to many accounts at once are all stored.</summary>
    [Fact]
    public virtual Task Commits_to_many_accounts_at_once_are_all_stored() => RunAsync();

    // Histories
    /// <summary>Concurrent calls on an account are linearizable.</summary>
    [Fact]
    public virtual Task Concurrent_calls_on_an_account_are_linearizable() => RunAsync();

    // Feed
    /// <summary>The feed of an empty store ends at its start.</summary>
    [Fact]
    public virtual Task The_feed_of_an_empty_store_ends_at_its_start() => RunAsync();

    /// <summary>The feed returns the changes of all accounts in commit order.</summary>
    [Fact]
    public virtual Task The_feed_returns_the_changes_of_all_accounts_in_commit_order() => RunAsync();

    /// <summary>The feed ends at the position of the newest change.</summary>
    [Fact]
    public virtual Task The_feed_ends_at_the_position_of_the_newest_change() => RunAsync();

    /// <summary>Pages of the feed have no gaps.</summary>
    [Fact]
    public virtual Task Pages_of_the_feed_have_no_gaps() => RunAsync();

    /// <summary>A wait ends at its timeout.</summary>
    [Fact]
    public virtual Task A_wait_ends_at_its_timeout() => RunAsync();

    /// <summary>A change committed during a wait is read after it.</summary>
    [Fact]
    public virtual Task A_change_committed_during_a_wait_is_read_after_it() => RunAsync();

    /// <summary>A cancelled wait ends.</summary>
    [Fact]
    public virtual Task A_cancelled_wait_ends() => RunAsync();

    /// <summary>A commit wakes waiters.</summary>
    [Fact]
    public virtual Task A_commit_wakes_waiters() => RunAsync();

    /// <summary>A commit wakes waiters on another handle.</summary>
    [Fact]
    public virtual Task A_commit_wakes_waiters_on_another_handle() => RunAsync();

    /// <summary>A reader of the feed misses nothing while others commit.</summary>
    [Fact]
    public virtual Task A_reader_of_the_feed_misses_nothing_while_others_commit() => RunAsync();

    /// <summary>A read of the feed returns everything acknowledged before it began.</summary>
    [Fact]
    public virtual Task A_read_of_the_feed_returns_everything_acknowledged_before_it_began() => RunAsync();

    /// <summary>The feed is in the order in which commits were acknowledged.</summary>
    [Fact]
    public virtual Task The_feed_is_in_the_order_in_which_commits_were_acknowledged() => RunAsync();

    // Continuity
    /// <summary>A change keeps its position and its id in the feed.</summary>
    [Fact]
    public virtual Task A_change_keeps_its_position_and_its_id_in_the_feed() => RunAsync();

    /// <summary>A restored backup is seen on every handle.</summary>
    [Fact]
    public virtual Task A_restored_backup_is_seen_on_every_handle() => RunAsync();

    // Durability
    /// <summary>A commit on one handle is seen on another.</summary>
    [Fact]
    public virtual Task A_commit_on_one_handle_is_seen_on_another() => RunAsync();

    /// <summary>A change is recognized on another handle.</summary>
    [Fact]
    public virtual Task A_change_is_recognized_on_another_handle() => RunAsync();

    /// <summary>Acknowledged changes survive reopening.</summary>
    [Fact]
    public virtual Task Acknowledged_changes_survive_reopening() => RunAsync();

    /// <summary>After reopening new changes follow the old ones.</summary>
    [Fact]
    public virtual Task After_reopening_new_changes_follow_the_old_ones() => RunAsync();

    /// <summary>A change is recognized after reopening.</summary>
    [Fact]
    public virtual Task A_change_is_recognized_after_reopening() => RunAsync();

    /// <summary>Uniqueness survives reopening.</summary>
    [Fact]
    public virtual Task Uniqueness_survives_reopening() => RunAsync();

    /// <summary>Acknowledged changes survive a kill.</summary>
    [Fact]
    public virtual Task Acknowledged_changes_survive_a_kill() => RunAsync();

    // Fidelity
    /// <summary>An API key is found by every bit of its digest.</summary>
    [Fact]
    public virtual Task An_API_key_is_found_by_every_bit_of_its_digest() => RunAsync();

    /// <summary>API keys whose digests differ in one bit are different.</summary>
    [Fact]
    public virtual Task API_keys_whose_digests_differ_in_one_bit_are_different() => RunAsync();

    /// <summary>Token digests round trip byte for byte.</summary>
    [Fact]
    public virtual Task Token_digests_round_trip_byte_for_byte() => RunAsync();

    /// <summary>Every name round trips.</summary>
    [Fact]
    public virtual Task Every_name_round_trips() => RunAsync();

    /// <summary>Every date round trips.</summary>
    [Fact]
    public virtual Task Every_date_round_trips() => RunAsync();

    /// <summary>Every instant round trips to the microsecond.</summary>
    [Fact]
    public virtual Task Every_instant_round_trips_to_the_microsecond() => RunAsync();

    /// <summary>Every user id round trips.</summary>
    [Fact]
    public virtual Task Every_user_id_round_trips() => RunAsync();

    /// <summary>Every account id is a separate account.</summary>
    [Fact]
    public virtual Task Every_account_id_is_a_separate_account() => RunAsync();

    /// <summary>Protected secrets round trip.</summary>
    [Fact]
    public virtual Task Protected_secrets_round_trip() => RunAsync();

    /// <summary>An account holds 100 tokens.</summary>
    [Fact]
    public virtual Task An_account_holds_100_tokens() => RunAsync();

    /// <summary>A long history stays complete.</summary>
    [Fact]
    public virtual Task A_long_history_stays_complete() => RunAsync();

    /// <summary>A thousand accounts stay separate.</summary>
    [Fact]
    public virtual Task A_thousand_accounts_stay_separate() => RunAsync();

    // Cancellation
    /// <summary>A commit that is cancelled beforehand stores nothing.</summary>
    [Fact]
    public virtual Task A_commit_that_is_cancelled_beforehand_stores_nothing() => RunAsync();

    /// <summary>A commit that is cancelled while it runs is stored completely or not at all.</summary>
    [Fact]
    public virtual Task A_commit_that_is_cancelled_while_it_runs_is_stored_completely_or_not_at_all() => RunAsync();

    /// <summary>A cancelled read returns no wrong result.</summary>
    [Fact]
    public virtual Task A_cancelled_read_returns_no_wrong_result() => RunAsync();

    // Nodes
    /// <summary>A registered node is listed.</summary>
    [Fact]
    public virtual Task A_registered_node_is_listed() => RunAsync();

    /// <summary>A node with a different lease duration is not registered.</summary>
    [Fact]
    public virtual Task A_node_with_a_different_lease_duration_is_not_registered() => RunAsync();

    /// <summary>Nodes that register at once agree on one lease duration.</summary>
    [Fact]
    public virtual Task Nodes_that_register_at_once_agree_on_one_lease_duration() => RunAsync();

    /// <summary>A confirmed position never moves back.</summary>
    [Fact]
    public virtual Task A_confirmed_position_never_moves_back() => RunAsync();

    /// <summary>A node that is not registered cannot confirm.</summary>
    [Fact]
    public virtual Task A_node_that_is_not_registered_cannot_confirm() => RunAsync();

    /// <summary>A node is removed unless it has confirmed the position.</summary>
    [Fact]
    public virtual Task A_node_is_removed_unless_it_has_confirmed_the_position() => RunAsync();

    /// <summary>A confirmation and a removal exclude each other.</summary>
    [Fact]
    public virtual Task A_confirmation_and_a_removal_exclude_each_other() => RunAsync();

    /// <summary>A node can confirm only a change that is in the feed.</summary>
    [Fact]
    public virtual Task A_node_can_confirm_only_a_change_that_is_in_the_feed() => RunAsync();

    // Uses
    /// <summary>The latest of several uses is returned.</summary>
    [Fact]
    public virtual Task The_latest_of_several_uses_is_returned() => RunAsync();

    /// <summary>The latest of concurrent uses is returned.</summary>
    [Fact]
    public virtual Task The_latest_of_concurrent_uses_is_returned() => RunAsync();

    /// <summary>The latest use is returned with its client address.</summary>
    [Fact]
    public virtual Task The_latest_use_is_returned_with_its_client_address() => RunAsync();

    /// <summary>A token that does not exist has no usage.</summary>
    [Fact]
    public virtual Task A_token_that_does_not_exist_has_no_usage() => RunAsync();

    /// <summary>Recording usage is not a change.</summary>
    [Fact]
    public virtual Task Recording_usage_is_not_a_change() => RunAsync();

    /// <summary>A batch of the maximum size is recorded.</summary>
    [Fact]
    public virtual Task A_batch_of_the_maximum_size_is_recorded() => RunAsync();

    // Joining
    /// <summary>What is staged is seen outside only once the host has committed.</summary>
    [Fact]
    public virtual Task What_is_staged_is_seen_outside_only_once_the_host_has_committed() => RunAsync();

    /// <summary>After a rollback nothing remains.</summary>
    [Fact]
    public virtual Task After_a_rollback_nothing_remains() => RunAsync();

    /// <summary>Later changes see earlier ones of their transaction.</summary>
    [Fact]
    public virtual Task Later_changes_see_earlier_ones_of_their_transaction() => RunAsync();

    /// <summary>A change that does not fit is not staged.</summary>
    [Fact]
    public virtual Task A_change_that_does_not_fit_is_not_staged() => RunAsync();

    /// <summary>A change that is staged again is recognized.</summary>
    [Fact]
    public virtual Task A_change_that_is_staged_again_is_recognized() => RunAsync();

    /// <summary>Of transactions at once exactly those that commit remain.</summary>
    [Fact]
    public virtual Task Of_transactions_at_once_exactly_those_that_commit_remain() => RunAsync();

    /// <summary>A reader of the feed misses no change of a transaction.</summary>
    [Fact]
    public virtual Task A_reader_of_the_feed_misses_no_change_of_a_transaction() => RunAsync();

    /// <summary>A transaction that is not the stores is refused.</summary>
    [Fact]
    public virtual Task A_transaction_that_is_not_the_stores_is_refused() => RunAsync();

    private async Task RunAsync([CallerMemberName] string name = "")
    {
        var fixture = CreateFixture();
        await using (fixture.ConfigureAwait(false))
        {
            await StoreConformance.RunAsync(name, fixture).ConfigureAwait(false);
        }
    }
}
