using NodaTime;

namespace TrackVia.ApiAccess.Tests.Model;

/// <summary>What a sequence does next. Users and tokens are named by number, so that any command makes sense after any other.</summary>
public abstract record Command
{
    private Command()
    {
    }

    public sealed record CreateKey : Command;

    /// <summary>Creates tokens, one after another, that expire some days from the day on which the sequence begins.</summary>
    public sealed record CreateTokens(int Count, int User, int ExpiresAfterDays) : Command;

    public sealed record PullTrigger(int Token, AuthTokenTrigger Trigger) : Command;

    public sealed record Reveal(int Token) : Command;

    public sealed record SetUser(int User, bool? IsApiUser, bool? IsEnabled) : Command;

    public sealed record RemoveUser(int User) : Command;

    /// <summary>The host removes a user from its directory, or takes the user back, and tells nobody.</summary>
    public sealed record SetInDirectory(int User, bool IsThere) : Command;

    /// <summary>Sets the clock some ticks off a midnight, forward or back.</summary>
    public sealed record SetClock(int DaysFromStart, long TicksFromMidnight) : Command
    {
        public Instant Now => Acme.Today.PlusDays(DaysFromStart).AtMidnight().InUtc().ToInstant().PlusTicks(TicksFromMidnight);
    }
}
