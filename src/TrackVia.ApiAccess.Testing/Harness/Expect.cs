namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The expectations of a case. One that is not met ends the case.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T seen, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, seen))
        {
            throw new ExpectationFailedException($"{what}: {Text.Of(expected)}", Text.Of(seen));
        }
    }

    public static void Equal(AccountAccess expected, AccountAccess seen)
    {
        if (!expected.Equals(seen))
        {
            var (ours, theirs) = Text.Difference(expected, seen);
            throw new ExpectationFailedException(ours, theirs);
        }
    }

    public static void InOrder<T>(IReadOnlyList<T> expected, IReadOnlyList<T> seen, string what)
    {
        for (var i = 0; i < Math.Max(expected.Count, seen.Count); i++)
        {
            var (ours, theirs) = (expected.ElementAtOrDefault(i), seen.ElementAtOrDefault(i));
            if (!EqualityComparer<T>.Default.Equals(ours, theirs))
            {
                throw new ExpectationFailedException(
                    $"{what}: {expected.Count} in all, number {i + 1} being {Text.Of(ours)}", $"{seen.Count} in all, number {i + 1} being {Text.Of(theirs)}");
            }
        }
    }

    public static void True(bool condition, string expected, Func<string> seen)
    {
        if (!condition)
        {
            throw new ExpectationFailedException(expected, seen());
        }
    }

    /// <summary>Returns the exception that a call has to throw.</summary>
    public static async Task<T> ThrowsAsync<T>(Func<Task> call, string when)
        where T : Exception
    {
        try
        {
            await call();
        }
        catch (T expected)
        {
            return expected;
        }

        throw new ExpectationFailedException($"{typeof(T).Name} {when}", "a result");
    }
}
