using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;

namespace TrackVia.ApiAccess.Testing.Tests.Generators;

public sealed class ArbitraryTests
{
    [Property(Arbitrary = [typeof(ValueArbitraries)])]
    public void Instants_are_whole_microseconds(Instant instant) => Assert.Equal(0, instant.InUtc().NanosecondOfDay % 1_000);

    [Property(Arbitrary = [typeof(ValueArbitraries)])]
    public void Dates_are_of_the_ISO_calendar_and_have_four_digits(LocalDate date) =>
        Assert.True(date.Calendar == CalendarSystem.Iso && date.Year is >= 1 and <= 9999);

    [Property(Arbitrary = [typeof(CommandArbitraries)])]
    public void A_sequence_shrinks_to_shorter_ones(CommandSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Assert.All(CommandArbitraries.Sequences().Shrinker(sequence), shorter => Assert.True(shorter.Steps.Count < sequence.Steps.Count));
    }

    [Fact]
    public void Names_reach_100_scalar_values_and_the_astral_planes()
    {
        var names = ValueArbitraries.Names().Generator.Sample(500).Select((AuthTokenName name) => name.Value).ToList();

        Assert.Contains(names, name => name.EnumerateRunes().Count() == AuthTokenName.MaxLength);
        Assert.Contains(names, name => name.Any(char.IsSurrogate));
    }

    [Fact]
    public void Dates_reach_both_ends_of_the_calendar()
    {
        var dates = ValueArbitraries.Dates().Generator.Sample(2_000);

        Assert.Contains(new LocalDate(1, 1, 1), dates);
        Assert.Contains(new LocalDate(9999, 12, 31), dates);
    }

    [Fact]
    public void Every_kind_of_command_and_every_caller_is_generated()
    {
        var commands = CommandArbitraries.Commands().Generator.Sample(2_000);

        Assert.Equal(
            typeof(AccountCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AccountCommand))).Select(type => type.Name).Order(StringComparer.Ordinal),
            commands.Select(command => command.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<Caller>(), commands.Select(command => command.By).Distinct().Order());
    }

    [Fact]
    public void A_command_reads_as_a_step() => Assert.Equal(
        "1. set user 0: API User yes, enabled as it is\n2. create 1 token(s) for user 0 until day 3, asked by OrdinaryUser",
        new CommandSequence([new SetUser(0, true, null), new CreateTokens(0, 3) { By = Caller.OrdinaryUser }]).ToString());
}
