using System.Data;
using System.Data.Common;

namespace TrackVia.ApiAccess.Testing.Joining;

/// <summary>A transaction of a driver that no store knows.</summary>
internal sealed class StrangeTransaction : DbTransaction
{
    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    protected override DbConnection? DbConnection => null;

    public override void Commit()
    {
    }

    public override void Rollback()
    {
    }
}
