using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Joins transactions of the host on the store's own database.</summary>
internal sealed class SqlTransactionJoin(SqlSession session, AccountRows accounts, ChangeWriter writer, FeedSignal signal, JoinRules rules) : ITransactionJoin
{
    public IJoinedTransaction Join(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (!rules.TransactionType.IsInstanceOfType(transaction))
        {
            throw new ArgumentException(
                $"The store needs a {rules.TransactionType.Name} of its own database, and the transaction is a {transaction.GetType().Name}. Pass the transaction of the "
                + "driver itself: unwrap it if a profiler wraps it.",
                nameof(transaction));
        }

        JoinRules.ConnectionOf(transaction);
        return new SqlJoinedTransaction(session, accounts, writer, signal, rules, transaction);
    }
}
