using TrackVia.ApiAccess.Testing.Harness;
using TrackVia.ApiAccess.Testing.Histories;

namespace TrackVia.ApiAccess.Testing.Tests.Histories;

/// <summary>Handwritten histories. Time runs to the right, and each call extends from its start to its end.</summary>
public sealed class LinearizabilityTests
{
    private static readonly AccountAccess Empty = AccountAccess.Empty(AccountId.Parse("acme"));
    private static readonly AccessChange First = new AuthTokenCreated { Origin = TestData.Origin(Empty.Id, 1), Token = TestData.Token() };
    private static readonly AccountAccess One = Empty.Apply(First);

    [Fact]
    public void Calls_one_after_another_that_see_each_other_are_linearizable() =>
        Linearizability.Check(Empty, [Load(Empty, 1, 2), Commit(First, 3, 4), Load(One, 5, 6), Conflict(1, 7, 8)]);

    [Fact]
    public void A_load_during_a_commit_may_see_it_or_not() =>
        Linearizability.Check(Empty, [Commit(First, 1, 10), Load(Empty, 2, 3), Load(One, 4, 5), Conflict(1, 6, 7)]);

    [Fact]
    public void A_load_that_begins_after_a_commit_must_see_it() => Rejected(Commit(First, 1, 2), Load(Empty, 3, 4));

    [Fact]
    public void A_load_that_ends_before_a_commit_begins_must_not_see_it() => Rejected(Load(One, 1, 2), Commit(First, 3, 4));

    [Fact]
    public void Loads_do_not_go_back_during_a_commit() => Rejected(Commit(First, 1, 10), Load(One, 2, 3), Load(Empty, 4, 5));

    [Fact]
    public void A_conflict_needs_a_rival() => Rejected(Conflict(1, 1, 2), Commit(First, 3, 4));

    [Fact]
    public void After_a_conflict_the_rivals_commit_is_seen() => Rejected(Commit(First, 1, 10), Conflict(1, 2, 3), Load(Empty, 4, 5));

    [Fact]
    public void A_version_is_stored_once() => Rejected(Commit(First, 1, 10), Commit(new AuthTokenCreated
    {
        Origin = TestData.Origin(Empty.Id, 1),
        Token = TestData.Token(),
    }, 2, 9));

    [Fact]
    public void A_load_returns_the_facts_of_its_version() => Rejected(Commit(First, 1, 2), Load(Empty.Apply(new AuthTokenCreated
    {
        Origin = First.Origin,
        Token = TestData.Token(),
    }), 3, 4));

    [Fact]
    public void A_load_of_a_version_that_nobody_stored_is_rejected() => Rejected(Load(One, 1, 2));

    private static void Rejected(params RecordedCall[] calls) => Assert.Throws<ExpectationFailedException>(() => Linearizability.Check(Empty, calls));

    private static RecordedCall Load(AccountAccess seen, long began, long ended) =>
        new("load", began, ended, seen.Version, seen.Version) { Loaded = seen };

    private static RecordedCall Commit(AccessChange change, long began, long ended) =>
        new("commit", began, ended, change.Version - 1, change.Version) { Stored = change };

    private static RecordedCall Conflict(long version, long began, long ended) => new("conflict", began, ended, long.MaxValue, version);
}
