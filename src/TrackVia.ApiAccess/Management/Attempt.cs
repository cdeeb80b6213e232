namespace TrackVia.ApiAccess.Management;

/// <summary>What a command decided on one state of the account, and what it returns once that is committed.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Select">Returns the command's value, from the account after the change.</param>
internal readonly record struct Attempt<T>(Decision Decision, Func<AccountAccess, T> Select);
