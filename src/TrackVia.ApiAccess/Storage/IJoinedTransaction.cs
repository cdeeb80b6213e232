namespace TrackVia.ApiAccess.Storage;

/// <summary>A transaction of the host, in which changes of accounts are staged. The host commits it or rolls it back.</summary>
/// <remarks>
/// <para>Every implementation has these duties:</para>
/// <list type="bullet">
/// <item>Until the host commits, nothing that is staged can be seen outside the transaction: not in an account, a history, the feed or its
/// end, and no position is taken. Inside the transaction, each call sees what was staged before it.</item>
/// <item>After a rollback nothing remains: a position, a digest or a version that was staged can be used by others.</item>
/// <item>After the host's commit, the changes are as durable as those of <see cref="IApiAccessStore.CommitAsync"/>, and the feed has no gap
/// that fills later.</item>
/// <item>Waits for other transactions are bounded, and the time for which the host's transaction can make others wait is documented.</item>
/// </list>
/// <para>It is used like the host's connection: by one caller at a time.</para>
/// </remarks>
public interface IJoinedTransaction
{
    /// <summary>Loads an account as the transaction sees it, and protects it from changes by others until the transaction ends.</summary>
    /// <remarks>
    /// A transaction of which it is unknown whether it was committed may have changed the account. The call waits for such a transaction
    /// to end, so that the account contains its change or never will.
    /// </remarks>
    /// <param name="accountId">The account. Not <c>default</c>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The account, with what was staged in this transaction.</returns>
    /// <exception cref="InvalidOperationException">
    /// The transaction is finished, belongs to another database, or cannot store a change correctly or durably.
    /// </exception>
    /// <exception cref="TransactionConflictException">Another transaction changes the account.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken);

    /// <summary>Stages a whole change if the account is at the version before it; otherwise stages nothing.</summary>
    /// <remarks>
    /// One atomic step decides as <see cref="IApiAccessStore.CommitAsync"/> does, within the transaction: a change that its history holds
    /// already, committed or staged, has the outcome <see cref="CommitOutcome.Committed"/> and is not stored again. If the outcome is
    /// another, or the call throws, the transaction contains nothing of the change.
    /// </remarks>
    /// <param name="change">The change, which has the version that the account has after it.</param>
    /// <param name="after">The account after the change.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The outcome. If it is <see cref="CommitOutcome.Committed"/>, the result contains the position that the change has in the feed once
    /// the host has committed.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The transaction is finished, belongs to another database, or cannot store a change correctly or durably.
    /// </exception>
    /// <exception cref="TransactionConflictException">Another transaction prevents the change. The host repeats the transaction.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    Task<CommitResult> StageAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken);

    /// <summary>Ends waits for the feed in this process. The library calls it once it has seen that the host has committed.</summary>
    /// <remarks>The default implementation does nothing: a wait for the feed then ends as after a commit of another process.</remarks>
    void NotifyCommitted()
    {
    }
}
