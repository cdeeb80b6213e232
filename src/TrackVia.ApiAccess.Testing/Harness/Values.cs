using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The generated values of one case. The same seed generates the same values.</summary>
internal sealed class Values
{
    private readonly ulong _seed;

    public Values(StoreConformanceSettings settings, string of)
    {
        _seed = settings.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        Origin = $"generated {of}; set {nameof(StoreConformanceSettings)}.{nameof(settings.Seed)} to {_seed} to see the same again";
    }

    /// <summary>Gets the origin of the values, for the message of a failure.</summary>
    public string Origin { get; }

    public IReadOnlyList<T> Sample<T>(Arbitrary<T> arbitrary, int count, int size = 50) =>
        arbitrary.Generator.Sample(count, new Rnd(_seed), size);

    /// <summary>Checks each value. The first that fails is shrunk as long as it still fails.</summary>
    public async Task CheckAsync<T>(Arbitrary<T> arbitrary, int count, Func<T, Task> check)
    {
        foreach (var value in Sample(arbitrary, count))
        {
            if (await FailureAsync(value, check) is { } failure)
            {
                throw await ShrunkAsync(arbitrary, value, failure, check);
            }
        }
    }

    private async Task<ExpectationFailedException> ShrunkAsync<T>(Arbitrary<T> arbitrary, T failing, Exception failure, Func<T, Task> check)
    {
        var shrinks = 0;
        for (var isSmallest = false; !isSmallest;)
        {
            isSmallest = true;
            foreach (var smaller in arbitrary.Shrinker(failing))
            {
                if (await FailureAsync(smaller, check) is { } again)
                {
                    (failing, failure, isSmallest) = (smaller, again, false);
                    shrinks++;
                    break;
                }
            }
        }

        var unmet = failure as ExpectationFailedException ?? new ExpectationFailedException("no exception", $"{failure.GetType().Name}: {failure.Message}", failure);
        return new ExpectationFailedException(unmet.Expected, unmet.Seen, failure)
        {
            Story = string.Join('\n', new[] { unmet.Story, $"{failing}", $"({Origin}; {shrinks} times shrunk)" }.OfType<string>()),
        };
    }

    private static async Task<Exception?> FailureAsync<T>(T value, Func<T, Task> check)
    {
        try
        {
            await check(value);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception;
        }
    }
}
