using System.Globalization;
using TrackVia.ApiAccess.Storage;
using static System.FormattableString;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The text of values in the message of a failure.</summary>
internal static class Text
{
    public static string Of(AccessChange change) =>
        Invariant($"{change.Kind} to version {change.Version} of '{change.AccountId}'");

    public static string Of(CommitResult result) => result.Outcome is CommitOutcome.Committed
        ? Invariant($"{result.Outcome} at {result.Position.Value}")
        : result.Outcome.ToString();

    /// <summary>
    /// Returns the first fact in which two accounts differ, as each has it. Only for test data, because it shows digests and protected
    /// secrets.
    /// </summary>
    public static (string Expected, string Seen) Difference(AccountAccess expected, AccountAccess seen)
    {
        var (ours, theirs) = (Facts(expected).ToList(), Facts(seen).ToList());
        var missing = ours.Except(theirs, StringComparer.Ordinal).FirstOrDefault() ?? "nothing more";
        var added = theirs.Except(ours, StringComparer.Ordinal).FirstOrDefault() ?? "nothing in its place";
        return ($"{expected} with {missing}", $"{seen} with {added}");
    }

    public static string Of<T>(T value) => value switch
    {
        null => "nothing",
        AccessChange change => AccountSerializer.Serialize(change),
        CommitResult result => Of(result),
        FeedEntry { Change: { } change } entry => Invariant($"{entry.Position.Value}: {AccountSerializer.Serialize(change)}"),
        FeedEntry entry => Invariant($"{entry.Position.Value}: a change of an unknown kind to version {entry.Version} of '{entry.AccountId}'"),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IEnumerable<string> Facts(AccountAccess account)
    {
        yield return Invariant($"id '{account.Id}'");
        yield return Invariant($"version {account.Version}");
        if (account.ApiKey is { } key)
        {
            yield return Invariant($"API key {Convert.ToHexStringLower(key.Digest.ToArray())} of {key.CreatedAt:uuuu-MM-ddTHH:mm:ss.fffffff}, protected as '{key.ProtectedSecret}'");
        }

        foreach (var user in account.Users)
        {
            yield return Invariant($"user '{user.UserId}' with API User {user.IsApiUser} and enabled {user.IsEnabled}");
        }

        foreach (var token in account.Tokens)
        {
            yield return Invariant($"token {token.Id} '{token.Name}' of '{token.UserId}' until {token.ExpiresOn:uuuu-MM-dd}, created {token.CreatedAt:uuuu-MM-ddTHH:mm:ss.fffffff}, digest {Convert.ToHexStringLower(token.Digest.ToArray())}, hint '{token.Hint}', protected as '{token.ProtectedSecret}', deactivated {token.IsDeactivated}");
        }
    }
}
