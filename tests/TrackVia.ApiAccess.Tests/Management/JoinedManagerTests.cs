using System.Data.Common;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>Commands in transactions of the host, as far as no database is needed. The tests of the SQL stores do the rest.</summary>
public sealed class JoinedManagerTests
{
    private readonly Acme _acme = new();

    [Fact]
    public void A_store_that_cannot_join_transactions_says_so_at_once()
    {
        var failure = Assert.Throws<NotSupportedException>(() => _acme.Manager.In(new SomeTransaction()));

        Assert.Contains("Use a store on SQLite, PostgreSQL, MariaDB or MySQL", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_of_a_transaction_without_commands_cannot_be_completed()
    {
        var changes = new StagedChanges();

        await Assert.ThrowsAsync<InvalidOperationException>(() => changes.CompleteAsync(RevocationWait.AllNodes));
        Assert.False(await changes.AreCommittedAsync());
    }

    private sealed class SomeTransaction : DbTransaction
    {
        public override System.Data.IsolationLevel IsolationLevel => System.Data.IsolationLevel.ReadCommitted;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
