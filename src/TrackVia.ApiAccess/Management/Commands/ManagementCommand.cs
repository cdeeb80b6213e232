namespace TrackVia.ApiAccess.Management.Commands;

/// <summary>One command of a Super Admin: the actor, and how it is decided for a state of the account.</summary>
/// <remarks>
/// It can be decided several times, once for each attempt to commit. Whether the change is committed on its own or in a transaction of the
/// host is not the command's concern.
/// </remarks>
/// <param name="actor">The user on whose behalf the caller acts.</param>
/// <param name="signature">The name of the command and its arguments, which compare by value.</param>
/// <param name="decide">Decides the command for a state of the account.</param>
/// <typeparam name="T">The type of the value of a successful command.</typeparam>
internal sealed class ManagementCommand<T>(Actor actor, object signature, Func<AccountAccess, CancellationToken, ValueTask<Attempt<T>>> decide)
    where T : notnull
{
    public Actor Actor => actor;

    /// <summary>Gets the name and the arguments. Two commands that request the same have equal signatures.</summary>
    public object Signature => signature;

    /// <summary>Gets whether the value may only be returned once the change is committed, because the change is its audit entry (R26).</summary>
    public bool IsDisclosure { get; init; }

    public ValueTask<Attempt<T>> DecideAsync(AccountAccess account, CancellationToken cancellationToken) => decide(account, cancellationToken);
}
