using FsCheck;
using FsCheck.Fluent;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// FsCheck generators of commands. They concentrate on the decisive values: few users, few tokens, midnights and the cap.
/// </summary>
/// <remarks>With FsCheck.Xunit: <c>[Property(Arbitrary = [typeof(CommandArbitraries)])]</c>. Safe for use by many threads.</remarks>
public static class CommandArbitraries
{
    private const int LastToken = 7;

    // 0 to 2 are active users, 3 is not active, 4 is not in the directory at first, Self issues the commands: AccountModel defines them.
    private static readonly Gen<int> User = Gen.Frequency((8, Gen.Choose(0, 2)), (1, Gen.Choose(3, 4)), (1, Gen.Constant(AccountModel.Self)));
    private static readonly Gen<int> Token = Gen.Choose(0, LastToken);
    private static readonly Gen<bool?> Setting = Gen.Elements<bool?>(null, true, true, false);
    private static readonly Gen<Caller> By = Gen.Frequency(
        (18, Gen.Constant(Caller.SuperAdmin)), (1, Gen.Constant(Caller.SuperAdminWithoutUserProfiles)), (1, Gen.Constant(Caller.OrdinaryUser)));

    private static readonly Gen<AccountCommand> AnyCommand =
        from command in Gen.Frequency(
            (1, Gen.Constant<AccountCommand>(new CreateApiKey())),
            (6, from user in User from day in Gen.Choose(0, 4) select (AccountCommand)new CreateTokens(user, day)),
            (4, Token.Select(token => (AccountCommand)new DeactivateToken(token))),
            (4, Token.Select(token => (AccountCommand)new ResumeToken(token))),
            (4, Token.Select(token => (AccountCommand)new DeleteToken(token))),
            (2, Token.Select(token => (AccountCommand)new RevealToken(token))),
            (4, from user in User from isApiUser in Setting from isEnabled in Setting select (AccountCommand)new SetUser(user, isApiUser, isEnabled)),
            (1, User.Select(user => (AccountCommand)new RemoveUser(user))),
            (2, from user in User from isPresent in Gen.Elements(true, false) select (AccountCommand)new SetInDirectory(user, isPresent)),
            (3, from day in Gen.Choose(0, 5) from ticks in Gen.Elements(-1L, 0L, 1L, 12 * 36_000_000_000L) select (AccountCommand)new SetClock(day, ticks)))
        from caller in By
        select command with { By = caller };

    /// <summary>Creates a generator of single commands of any kind.</summary>
    /// <returns>The generator.</returns>
    public static Arbitrary<AccountCommand> Commands() => Arb.From(AnyCommand);

    /// <summary>Creates a generator of sequences in which user 0 is an API User from the start. They shrink by leaving steps out.</summary>
    /// <returns>The generator and its shrinker.</returns>
    public static Arbitrary<CommandSequence> Sequences() => Arb.From(
        AnyCommand.ListOf().Select(steps => new CommandSequence([new SetUser(0, true, true), .. steps])), Shrink);

    /// <summary>Creates a generator of sequences that begin near the cap of 100 tokens (R10). They shrink by leaving steps out.</summary>
    /// <returns>The generator and its shrinker.</returns>
    public static Arbitrary<CrowdedSequence> CrowdedSequences() => Arb.From(
        from crowd in Gen.Choose(99, 101)
        from steps in AnyCommand.ListOf()
        select new CrowdedSequence(new CommandSequence([new SetUser(0, true, true), new CreateTokens(0, 3, crowd), .. steps])),
        crowded => Shrink(crowded.Sequence).Select(shorter => new CrowdedSequence(shorter)));

    // Halves and quarters first: a long sequence becomes short in a few runs.
    private static IEnumerable<CommandSequence> Shrink(CommandSequence sequence)
    {
        for (var length = sequence.Steps.Count / 2; length >= 1; length /= 2)
        {
            for (var at = 0; at < sequence.Steps.Count; at += length)
            {
                yield return new CommandSequence([.. sequence.Steps.Take(at), .. sequence.Steps.Skip(at + length)]);
            }
        }
    }
}
