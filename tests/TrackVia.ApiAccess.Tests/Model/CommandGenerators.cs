using FsCheck;
using FsCheck.Fluent;

namespace TrackVia.ApiAccess.Tests.Model;

/// <summary>A sequence of commands; it prints one step a line when a property fails, and shrinks by leaving steps out.</summary>
public sealed record CommandSequence(IReadOnlyList<Command> Steps)
{
    public override string ToString() => string.Join('\n', Steps);
}

/// <summary>A sequence that begins near the cap of 100 tokens.</summary>
public sealed record CrowdedSequence(CommandSequence Sequence);

/// <summary>Gives FsCheck commands that crowd around what decides: the cap, midnights, few users, few tokens.</summary>
public static class CommandGenerators
{
    // The last one is the Super Admin who gives the commands.
    private const int Users = 4;
    private const int Tokens = 8;

    private static readonly long[] AroundMidnight = [-1, 0, 1, 12 * 36_000_000_000];
    private static readonly bool?[] Settings = [null, true, true, false];
    private static readonly AuthTokenTrigger[] Triggers = [AuthTokenTrigger.Deactivate, AuthTokenTrigger.Resume, AuthTokenTrigger.Delete];

    private static readonly Gen<Command> SetUser =
        from user in Gen.Choose(0, Users - 1)
        from isApiUser in Gen.Elements(Settings)
        from isEnabled in Gen.Elements(Settings)
        select (Command)new Command.SetUser(user, isApiUser, isEnabled);

    private static readonly Gen<Command> SetInDirectory =
        from user in Gen.Choose(0, Users - 1)
        from isThere in Gen.Elements(true, false)
        select (Command)new Command.SetInDirectory(user, isThere);

    private static readonly Gen<Command> PullTrigger =
        from token in Gen.Choose(0, Tokens - 1)
        from trigger in Gen.Elements(Triggers)
        select (Command)new Command.PullTrigger(token, trigger);

    private static readonly Gen<Command> SetClock =
        from days in Gen.Choose(0, 5)
        from ticks in Gen.Elements(AroundMidnight)
        select (Command)new Command.SetClock(days, ticks);

    private static readonly Gen<Command> Any = Gen.Frequency(
        (1, Gen.Constant<Command>(new Command.CreateKey())),
        (6, CreateTokens(1, 2)),
        (8, PullTrigger),
        (1, Gen.Choose(0, Tokens - 1).Select(token => (Command)new Command.Reveal(token))),
        (4, SetUser),
        (1, Gen.Choose(0, Users - 1).Select(user => (Command)new Command.RemoveUser(user))),
        (2, SetInDirectory),
        (3, SetClock));

    public static Arbitrary<CommandSequence> Sequences() => Arb.From(
        Any.ListOf().Select(steps => new CommandSequence([new Command.SetUser(0, true, true), .. steps])), Shrink);

    public static Arbitrary<CrowdedSequence> CrowdedSequences() => Arb.From(
        from crowd in Gen.Choose(97, 101)
        from steps in Any.ListOf()
        select new CrowdedSequence(new CommandSequence(
            [new Command.SetUser(0, true, true), new Command.CreateTokens(crowd, 0, ExpiresAfterDays: 2), .. steps])),
        crowded => Shrink(crowded.Sequence).Select(shorter => new CrowdedSequence(shorter)));

    private static Gen<Command> CreateTokens(int least, int most) =>
        from count in Gen.Choose(least, most)
        from user in Gen.Choose(0, Users - 1)
        from days in Gen.Choose(0, 4)
        select (Command)new Command.CreateTokens(count, user, days);

    private static IEnumerable<CommandSequence> Shrink(CommandSequence sequence) =>
        Enumerable.Range(0, sequence.Steps.Count).Select(left => new CommandSequence([.. sequence.Steps.Where((_, i) => i != left)]));
}
