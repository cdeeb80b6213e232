using System.Globalization;
using NodaTime;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// One step of a sequence. Users, tokens and days are identified by number, so that any command makes sense after any other.
/// </summary>
/// <remarks>Immutable. <see cref="object.ToString"/> returns a readable step.</remarks>
public abstract record AccountCommand
{
    private protected AccountCommand()
    {
    }

    /// <summary>Gets the caller that issues the command.</summary>
    /// <value>Default: <see cref="Caller.SuperAdmin"/>.</value>
    public Caller By { get; init; }

    /// <summary>Returns the step in words.</summary>
    /// <returns>A line.</returns>
    public sealed override string ToString() => By is Caller.SuperAdmin ? Words : $"{Words}, asked by {By}";

    private protected abstract string Words { get; }

    private protected static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Creates the API key: "Create API Key" (R1).</summary>
public sealed record CreateApiKey : AccountCommand
{
    private protected override string Words => "create the API key";
}

/// <summary>Creates tokens, one after another: "Create Auth Token" (R10 to R12).</summary>
/// <param name="User">The user's number.</param>
/// <param name="Day">The expiration date, in days after the first day of the sequence; a negative number is before it.</param>
/// <param name="Count">The number of tokens to create, one after another.</param>
public sealed record CreateTokens(int User, int Day, int Count = 1) : AccountCommand
{
    private protected override string Words => Say($"create {Count} token(s) for user {User} until day {Day}");
}

/// <summary>Deactivates a token (R15).</summary>
/// <param name="Token">The token's number.</param>
public sealed record DeactivateToken(int Token) : AccountCommand
{
    private protected override string Words => Say($"deactivate token {Token}");
}

/// <summary>Resumes a token (R15).</summary>
/// <param name="Token">The token's number.</param>
public sealed record ResumeToken(int Token) : AccountCommand
{
    private protected override string Words => Say($"resume token {Token}");
}

/// <summary>Deletes a token (R15).</summary>
/// <param name="Token">The token's number.</param>
public sealed record DeleteToken(int Token) : AccountCommand
{
    private protected override string Words => Say($"delete token {Token}");
}

/// <summary>Shows a token's secret again (R14). Tokens with even numbers were created with a stored secret.</summary>
/// <param name="Token">The token's number.</param>
public sealed record RevealToken(int Token) : AccountCommand
{
    private protected override string Words => Say($"reveal token {Token}");
}

/// <summary>Sets a user's designation and enabled switch (R4, R9).</summary>
/// <param name="User">The user's number.</param>
/// <param name="IsApiUser">Whether the user becomes an API User; <see langword="null"/> leaves the designation unchanged.</param>
/// <param name="IsEnabled">Whether the user becomes enabled; <see langword="null"/> leaves the switch unchanged.</param>
public sealed record SetUser(int User, bool? IsApiUser, bool? IsEnabled) : AccountCommand
{
    private protected override string Words => Say($"set user {User}: API User {Setting(IsApiUser)}, enabled {Setting(IsEnabled)}");

    private static string Setting(bool? value) => value switch
    {
        null => "as it is",
        true => "yes",
        false => "no",
    };
}

/// <summary>Removes a user (R9).</summary>
/// <param name="User">The user's number.</param>
public sealed record RemoveUser(int User) : AccountCommand
{
    private protected override string Words => Say($"remove user {User}");
}

/// <summary>Adds a user to the host's directory, or removes the user from it, without a command to the library (R4, R9).</summary>
/// <param name="User">The user's number.</param>
/// <param name="IsPresent">Whether the directory has the user from now on.</param>
public sealed record SetInDirectory(int User, bool IsPresent) : AccountCommand
{
    private protected override string Words =>
        Say($"{(IsPresent ? "add" : "remove")} user {User} {(IsPresent ? "to" : "from")} the host's directory");
}

/// <summary>Sets the clock, forward or back, to an instant near a midnight UTC (R13, R16).</summary>
/// <param name="Day">The day, in days after the first day of the sequence.</param>
/// <param name="Ticks">The time, in ticks of 100 ns after that day's midnight; a negative number is before it.</param>
public sealed record SetClock(int Day, long Ticks) : AccountCommand
{
    /// <summary>Gets the instant to which the clock is set.</summary>
    public Instant Now => AccountModel.FirstDay.PlusDays(Day).AtMidnight().InUtc().ToInstant().PlusTicks(Ticks);

    private protected override string Words => Say($"set the clock to {Now:uuuu-MM-ddTHH:mm:ss.fffffff}");
}
