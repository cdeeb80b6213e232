using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// FsCheck generators of ids, names, dates, instants and digests. They cover all that the library accepts, with a preference for values
/// that stores often mangle.
/// </summary>
/// <remarks>With FsCheck.Xunit: <c>[Property(Arbitrary = [typeof(ValueArbitraries)])]</c>. Safe for use by many threads.</remarks>
public static class ValueArbitraries
{
    private static readonly Gen<Rune> AnyRune =
        Gen.Choose(0x20, 0x10FFFF).Where(value => Rune.IsValid(value)).Select(value => new Rune(value));

    // Characters that quoting, escaping, collations and encodings often break.
    private static readonly Gen<Rune> TrickyRune = Gen.Elements(
        "'\"`;:*?<>|&$#@!+=-_.,^~()[]{}aAzZ09iIıİßſåÅéÉñΩωΣσςдЖאבعمिकศ\u0E35한글漢字仮名ﬁ①Ⅷ𝒳😀🔑🏳".EnumerateRunes().ToArray());

    private static readonly Gen<Rune> LatinRune = Gen.Choose('a', 'z').Select(value => new Rune(value));

    private static readonly Gen<Rune> MixedRune = Gen.Frequency((3, LatinRune), (3, TrickyRune), (2, AnyRune));

    /// <summary>Creates a generator of account ids: 1 to 128 scalar values of every script and symbol that an id may have.</summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<AccountId> AccountIds() => Arb.From(IdText.Select(AccountId.Parse));

    /// <summary>Creates a generator of user ids: 1 to 128 scalar values of every script and symbol that an id may have.</summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<UserId> UserIds() => Arb.From(IdText.Select(UserId.Parse));

    /// <summary>Creates a generator of token names: 1 to 100 scalar values of every script (R22).</summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<AuthTokenName> Names() => Arb.From(
        TextOf(MixedRune.Where(rune => AuthTokenName.TryParse($"x{rune}x", out _, out _)), AuthTokenName.MaxLength)
            .Where(text => AuthTokenName.TryParse(text, out _, out _))
            .Select(AuthTokenName.Parse));

    /// <summary>
    /// Creates a generator of dates from 0001-01-01 to 9999-12-31 in the ISO calendar, often at the ends of months, years and the
    /// calendar.
    /// </summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<LocalDate> Dates() => Arb.From(Gen.Frequency(
        (6, from days in Gen.Choose(0, Period.DaysBetween(new LocalDate(1, 1, 1), new LocalDate(9999, 12, 31))) select new LocalDate(1, 1, 1).PlusDays(days)),
        (1, from year in Gen.Choose(1, 2499) select new LocalDate(4 * year, 2, 29 - (CalendarSystem.Iso.IsLeapYear(4 * year) ? 0 : 1))),
        (1, from year in Gen.Choose(1, 9999) select new LocalDate(year, 12, 31)),
        (1, Gen.Elements(new LocalDate(1, 1, 1), new LocalDate(1582, 10, 10), new LocalDate(1970, 1, 1), new LocalDate(2038, 1, 19), new LocalDate(9999, 12, 31)))));

    /// <summary>
    /// Creates a generator of instants from 1900 to 9999 in whole microseconds, the finest precision that a store must preserve.
    /// </summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<Instant> Instants() => Arb.From(
        from day in Gen.Choose(0, Period.DaysBetween(new LocalDate(1900, 1, 1), new LocalDate(9999, 12, 31)))
        from second in Gen.Choose(0, NodaConstants.SecondsPerDay - 1)
        from microsecond in Gen.Frequency((4, Gen.Choose(0, 999_999)), (1, Gen.Elements(0, 1, 999, 1_000, 999_000, 999_999)))
        select new LocalDate(1900, 1, 1).PlusDays(day).AtMidnight().InUtc().ToInstant()
            + Duration.FromSeconds(second) + Duration.FromNanoseconds(1_000L * microsecond));

    /// <summary>
    /// Creates a generator of digests: 32 bytes, often with zeros, quotes and letters where text would end or fold its case.
    /// </summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<CredentialDigest> Digests() => Arb.From(
        Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Elements(0, 0x20, 0x27, 0x41, 0x5C, 0x61, 0x7F, 0x80, 0xFF)))
            .Select(value => (byte)value)
            .ArrayOf(CredentialDigest.Length)
            .Select(bytes => CredentialDigest.FromBytes(bytes)));

    private static Gen<string> IdText =>
        TextOf(MixedRune.Where(rune => UserId.TryParse($"x{rune}", out _)), maxLength: 128)
            .Where(text => UserId.TryParse(text, out _));

    private static Gen<string> TextOf(Gen<Rune> runes, int maxLength) =>
        from length in Gen.Frequency((4, Gen.Choose(1, 20)), (2, Gen.Choose(1, maxLength)), (1, Gen.Constant(maxLength)))
        from text in runes.ListOf(length)
        select string.Concat(text.Select(rune => rune.ToString()));
}
