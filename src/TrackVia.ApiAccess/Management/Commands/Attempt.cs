namespace TrackVia.ApiAccess.Management.Commands;

/// <summary>
/// The decision of a command for one state of the account, and the value that the command returns once the decision is committed.
/// </summary>
/// <param name="Decision">The decision.</param>
/// <param name="Select">Returns the command's value, from the account after the change.</param>
internal readonly record struct Attempt<T>(Decision Decision, Func<AccountAccess, T> Select);
