using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Joins the transaction of a <see cref="DbContext"/>.</summary>
public static class ApiAccessManagerEntityFrameworkCoreExtensions
{
    /// <summary>Joins the current transaction of a context: the returned object stages every command in it.</summary>
    /// <remarks>
    /// As <see cref="ApiAccessManager.In(DbTransaction)"/> for <c>context.Database.CurrentTransaction</c>. Any context on the store's
    /// database suits, not only the one that <c>UseEntityFrameworkCore</c> names. Not thread-safe, as the context is not.
    /// </remarks>
    /// <param name="manager">The manager.</param>
    /// <param name="context">The context, with a transaction that has begun and is not finished.</param>
    /// <returns>The commands, for this transaction only.</returns>
    /// <exception cref="ArgumentException">The context's provider is not relational, or is that of another database than the store's.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context has no transaction, it is finished, or the caller is in a <see cref="System.Transactions.TransactionScope"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The store cannot join transactions.</exception>
    public static JoinedManager In(this ApiAccessManager manager, DbContext context) => manager.In(context, new StagedChanges());

    /// <summary>Joins the current transaction of a context that an execution strategy may repeat.</summary>
    /// <remarks>As for the overload without <paramref name="changes"/>.</remarks>
    /// <param name="manager">The manager.</param>
    /// <param name="context">The context, with a transaction that has begun and is not finished.</param>
    /// <param name="changes">The object that was created before the first attempt, and recognizes a repetition.</param>
    /// <returns>The commands, for this transaction only.</returns>
    /// <exception cref="ArgumentException">The context's provider is not relational, or is that of another database than the store's.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context has no transaction, it is finished, <paramref name="changes"/> are completed, or the caller is in a
    /// <see cref="System.Transactions.TransactionScope"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The store cannot join transactions.</exception>
    public static JoinedManager In(this ApiAccessManager manager, DbContext context, StagedChanges changes)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(context);
        return manager.In(TransactionOf(context), changes);
    }

    private static DbTransaction TransactionOf(DbContext context)
    {
        if (!context.Database.IsRelational())
        {
            throw new ArgumentException(
                $"The provider of {context.GetType().Name} is '{context.Database.ProviderName}', which has no transactions that a store could join. Pass a context on the "
                + "store's database.",
                nameof(context));
        }

        return context.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException(
            $"{context.GetType().Name} has no transaction, or it is finished. Begin one with context.Database.BeginTransactionAsync(), call SaveChangesAsync(), execute the "
            + "commands, and commit last.");
    }
}
