using System.Data.Common;

namespace TrackVia.ApiAccess.Storage;

/// <summary>Joins transactions of the host, so that the host's data and changes of API access are committed together or not at all.</summary>
/// <remarks>
/// A store whose data is in a database that its hosts use for their own data offers this as <see cref="IApiAccessStore.Joins"/>; it is
/// optional. Safe for use by many threads. The conformance kit tests its duties, and those of <see cref="IJoinedTransaction"/>.
/// </remarks>
public interface ITransactionJoin
{
    /// <summary>Joins a transaction that the host has begun, and that the host will commit or roll back.</summary>
    /// <remarks>
    /// The call does no I/O. It refuses what it can see; everything else is refused by the first call of the returned object, before it
    /// writes anything. The following transactions are refused, with a message that contains the remedy:
    /// <list type="bullet">
    /// <item>a transaction of another driver;</item>
    /// <item>a transaction that is finished, or whose connection is closed;</item>
    /// <item>a transaction in another database than that of the store;</item>
    /// <item>a transaction that could not store a change correctly or durably, because of its isolation level or of a setting.</item>
    /// </list>
    /// </remarks>
    /// <param name="transaction">The host's transaction.</param>
    /// <returns>The joined transaction. It owns nothing, and need not be disposed.</returns>
    /// <exception cref="ArgumentException"><paramref name="transaction"/> belongs to another driver.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="transaction"/> is finished.</exception>
    IJoinedTransaction Join(DbTransaction transaction);
}
