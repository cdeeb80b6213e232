using NodaTime;
using NodaTime.Text;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// Converts instants and dates from and to columns: whole microseconds since 1970, and ISO 8601. No driver converts them.
/// </summary>
internal static class StoredTime
{
    private const long TicksPerMicrosecond = NodaConstants.TicksPerMillisecond / 1_000;

    public static long Write(Instant instant) => instant.ToUnixTimeTicks() / TicksPerMicrosecond;

    // Instants are only displayed. One out of the calendar's range is clamped, so that it does not make the account unreadable (T42).
    public static Instant ReadInstant(long microseconds) =>
        Instant.FromUnixTimeTicks(Math.Clamp(microseconds, Write(Instant.MinValue), Write(Instant.MaxValue)) * TicksPerMicrosecond);

    public static string Write(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static LocalDate ReadDate(string text) => LocalDatePattern.Iso.Parse(text).GetValueOrThrow();
}
