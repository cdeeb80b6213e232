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

    /// <summary>A store that knows nodes or logs uses states it.</summary>
    [Fact]
    public virtual Task A_store_that_knows_nodes_or_logs_uses_states_it() => RunAsync();

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

    /// <summary>A load sees every commit that was answered before it began.</summary>
    [Fact]
    public virtual Task A_load_sees_every_commit_that_was_answered_before_it_began() => RunAsync();

    /// <summary>Accounts do not touch each other.</summary>
    [Fact]
    public virtual Task Accounts_do_not_touch_each_other() => RunAsync();

    /// <summary>A change decided at an older version conflicts and changes nothing.</summary>
    [Fact]
    public virtual Task A_change_decided_at_an_older_version_conflicts_and_changes_nothing() => RunAsync();

    /// <summary>A change decided at a version that is not reached conflicts and changes nothing.</summary>
    [Fact]
    public virtual Task A_change_decided_at_a_version_that_is_not_reached_conflicts_and_changes_nothing() => RunAsync();

    /// <summary>The same change again is answered the same and stored once.</summary>
    [Fact]
    public virtual Task The_same_change_again_is_answered_the_same_and_stored_once() => RunAsync();

    /// <summary>An equal change with another id conflicts.</summary>
    [Fact]
    public virtual Task An_equal_change_with_another_id_conflicts() => RunAsync();

    /// <summary>A refused change leaves no trace.</summary>
    [Fact]
    public virtual Task A_refused_change_leaves_no_trace() => RunAsync();

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

    /// <summary>Two accounts may hold tokens of one id and digest.</summary>
    [Fact]
    public virtual Task Two_accounts_may_hold_tokens_of_one_id_and_digest() => RunAsync();

    /// <summary>A stale duplicate is a conflict.</summary>
    [Fact]
    public virtual Task A_stale_duplicate_is_a_conflict() => RunAsync();

    /// <summary>An API key is found by its digest and an unknown one is absent.</summary>
    [Fact]
    public virtual Task An_API_key_is_found_by_its_digest_and_an_unknown_one_is_absent() => RunAsync();

    /// <summary>An auth token is not an API key.</summary>
    [Fact]
    public virtual Task An_auth_token_is_no_API_key() => RunAsync();

    /// <summary>The history reports every change as it was committed.</summary>
    [Fact]
    public virtual Task The_history_tells_every_change_as_it_was_committed() => RunAsync();

    /// <summary>The history is read in pages without a gap.</summary>
    [Fact]
    public virtual Task The_history_is_read_in_pages_without_a_gap() => RunAsync();

    // Sequences
    /// <summary>Any sequence of commands ends where the model does.</summary>
    [Fact]
    public virtual Task Any_sequence_of_commands_ends_where_the_model_does() => RunAsync();

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

    /// <summary>The same change from many at once is stored once.</summary>
    [Fact]
    public virtual Task The_same_change_from_many_at_once_is_stored_once() => RunAsync();

    /// <summary>R10 of many creators at 99 tokens exactly one succeeds.</summary>
    [Fact]
    public virtual Task R10_of_many_creators_at_99_tokens_exactly_one_succeeds() => RunAsync();

    /// <summary>R1 of many who create the API key exactly one succeeds.</summary>
    [Fact]
    public virtual Task R1_of_many_who_create_the_API_key_exactly_one_succeeds() => RunAsync();

    /// <summary>Of two accounts that take one API key exactly one gets it.</summary>
    [Fact]
    public virtual Task Of_two_accounts_that_take_one_API_key_exactly_one_gets_it() => RunAsync();

    /// <summary>Of deleting and resuming a token exactly one wins.</summary>
    [Fact]
    public virtual Task Of_deleting_and_resuming_a_token_exactly_one_wins() => RunAsync();

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

    /// <summary>The feed gives all accounts changes in the order of their commits.</summary>
    [Fact]
    public virtual Task The_feed_gives_all_accounts_changes_in_the_order_of_their_commits() => RunAsync();

    /// <summary>The feeds end is the place of the newest change.</summary>
    [Fact]
    public virtual Task The_feeds_end_is_the_place_of_the_newest_change() => RunAsync();

    /// <summary>The feed is read in pages without a gap.</summary>
    [Fact]
    public virtual Task The_feed_is_read_in_pages_without_a_gap() => RunAsync();

    /// <summary>A wait is over when its time is.</summary>
    [Fact]
    public virtual Task A_wait_is_over_when_its_time_is() => RunAsync();

    /// <summary>What was committed during a wait is read after it.</summary>
    [Fact]
    public virtual Task What_was_committed_during_a_wait_is_read_after_it() => RunAsync();

    /// <summary>A cancelled wait ends.</summary>
    [Fact]
    public virtual Task A_cancelled_wait_ends() => RunAsync();

    /// <summary>A commit wakes those who wait.</summary>
    [Fact]
    public virtual Task A_commit_wakes_those_who_wait() => RunAsync();

    /// <summary>A commit wakes those who wait on another handle.</summary>
    [Fact]
    public virtual Task A_commit_wakes_those_who_wait_on_another_handle() => RunAsync();

    /// <summary>A reader of the feed misses nothing while others commit.</summary>
    [Fact]
    public virtual Task A_reader_of_the_feed_misses_nothing_while_others_commit() => RunAsync();

    /// <summary>A read of the feed gives all that was answered before it began.</summary>
    [Fact]
    public virtual Task A_read_of_the_feed_gives_all_that_was_answered_before_it_began() => RunAsync();

    /// <summary>The feed keeps the order in which commits were answered.</summary>
    [Fact]
    public virtual Task The_feed_keeps_the_order_in_which_commits_were_answered() => RunAsync();

    // Continuity
    /// <summary>A change keeps its position and its id in the feed.</summary>
    [Fact]
    public virtual Task A_change_keeps_its_position_and_its_id_in_the_feed() => RunAsync();

    /// <summary>Storage that was put back is seen on every handle.</summary>
    [Fact]
    public virtual Task Storage_that_was_put_back_is_seen_on_every_handle() => RunAsync();

    // Durability
    /// <summary>A commit on one handle is seen on another.</summary>
    [Fact]
    public virtual Task A_commit_on_one_handle_is_seen_on_another() => RunAsync();

    /// <summary>A change is recognised on another handle.</summary>
    [Fact]
    public virtual Task A_change_is_recognised_on_another_handle() => RunAsync();

    /// <summary>What was acknowledged is there after reopening.</summary>
    [Fact]
    public virtual Task What_was_acknowledged_is_there_after_reopening() => RunAsync();

    /// <summary>After reopening new changes come after the old.</summary>
    [Fact]
    public virtual Task After_reopening_new_changes_come_after_the_old() => RunAsync();

    /// <summary>A change is recognised after reopening.</summary>
    [Fact]
    public virtual Task A_change_is_recognised_after_reopening() => RunAsync();

    /// <summary>Uniqueness outlives reopening.</summary>
    [Fact]
    public virtual Task Uniqueness_outlives_reopening() => RunAsync();

    /// <summary>What was acknowledged survives a kill.</summary>
    [Fact]
    public virtual Task What_was_acknowledged_survives_a_kill() => RunAsync();

    // Fidelity
    /// <summary>An API key is found by every bit of its digest.</summary>
    [Fact]
    public virtual Task An_API_key_is_found_by_every_bit_of_its_digest() => RunAsync();

    /// <summary>API keys whose digests differ in one bit are different.</summary>
    [Fact]
    public virtual Task API_keys_whose_digests_differ_in_one_bit_are_different() => RunAsync();

    /// <summary>Digests of tokens come back byte for byte.</summary>
    [Fact]
    public virtual Task Digests_of_tokens_come_back_byte_for_byte() => RunAsync();

    /// <summary>Every name comes back as it went in.</summary>
    [Fact]
    public virtual Task Every_name_comes_back_as_it_went_in() => RunAsync();

    /// <summary>Every date comes back as it went in.</summary>
    [Fact]
    public virtual Task Every_date_comes_back_as_it_went_in() => RunAsync();

    /// <summary>Every instant comes back to the microsecond.</summary>
    [Fact]
    public virtual Task Every_instant_comes_back_to_the_microsecond() => RunAsync();

    /// <summary>Every user id comes back as it went in.</summary>
    [Fact]
    public virtual Task Every_user_id_comes_back_as_it_went_in() => RunAsync();

    /// <summary>Every account id is an account of its own.</summary>
    [Fact]
    public virtual Task Every_account_id_is_an_account_of_its_own() => RunAsync();

    /// <summary>Protected secrets come back as they went in.</summary>
    [Fact]
    public virtual Task Protected_secrets_come_back_as_they_went_in() => RunAsync();

    /// <summary>An account holds 100 tokens.</summary>
    [Fact]
    public virtual Task An_account_holds_100_tokens() => RunAsync();

    /// <summary>An account with a long history keeps it whole.</summary>
    [Fact]
    public virtual Task An_account_with_a_long_history_keeps_it_whole() => RunAsync();

    /// <summary>A thousand accounts keep apart.</summary>
    [Fact]
    public virtual Task A_thousand_accounts_keep_apart() => RunAsync();

    // Cancellation
    /// <summary>A commit that is cancelled beforehand stores nothing.</summary>
    [Fact]
    public virtual Task A_commit_that_is_cancelled_beforehand_stores_nothing() => RunAsync();

    /// <summary>A commit that is cancelled on its way is stored whole or not at all.</summary>
    [Fact]
    public virtual Task A_commit_that_is_cancelled_on_its_way_is_stored_whole_or_not_at_all() => RunAsync();

    /// <summary>A cancelled read returns nothing false.</summary>
    [Fact]
    public virtual Task A_cancelled_read_tells_nothing_false() => RunAsync();

    // Nodes
    /// <summary>A node that joined is listed.</summary>
    [Fact]
    public virtual Task A_node_that_joined_is_listed() => RunAsync();

    /// <summary>A node whose leases would last otherwise is not registered.</summary>
    [Fact]
    public virtual Task A_node_whose_leases_would_last_otherwise_is_not_registered() => RunAsync();

    /// <summary>Of nodes that join at once one time is agreed.</summary>
    [Fact]
    public virtual Task Of_nodes_that_join_at_once_one_time_is_agreed() => RunAsync();

    /// <summary>A confirmation never goes back.</summary>
    [Fact]
    public virtual Task A_confirmation_never_goes_back() => RunAsync();

    /// <summary>A node that is not registered confirms nothing.</summary>
    [Fact]
    public virtual Task A_node_that_is_not_registered_confirms_nothing() => RunAsync();

    /// <summary>A node is forgotten unless it has confirmed the place.</summary>
    [Fact]
    public virtual Task A_node_is_forgotten_unless_it_has_confirmed_the_place() => RunAsync();

    /// <summary>A confirmation and a forgetting exclude each other.</summary>
    [Fact]
    public virtual Task A_confirmation_and_a_forgetting_exclude_each_other() => RunAsync();

    /// <summary>A node confirms only a change that the feed holds.</summary>
    [Fact]
    public virtual Task A_node_confirms_only_a_change_that_the_feed_holds() => RunAsync();

    // Uses
    /// <summary>Of several uses the latest counts.</summary>
    [Fact]
    public virtual Task Of_several_uses_the_latest_counts() => RunAsync();

    /// <summary>Of uses that are written at once the latest counts.</summary>
    [Fact]
    public virtual Task Of_uses_that_are_written_at_once_the_latest_counts() => RunAsync();

    /// <summary>The latest use counts with its client address.</summary>
    [Fact]
    public virtual Task The_latest_use_counts_with_its_client_address() => RunAsync();

    /// <summary>A token that does not exist has no use.</summary>
    [Fact]
    public virtual Task A_token_that_does_not_exist_has_no_use() => RunAsync();

    /// <summary>A use is not a change.</summary>
    [Fact]
    public virtual Task A_use_is_no_change() => RunAsync();

    /// <summary>A batch of the largest size is written.</summary>
    [Fact]
    public virtual Task A_batch_of_the_largest_size_is_written() => RunAsync();

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
