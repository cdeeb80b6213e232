using System.Diagnostics;

namespace TrackVia.ApiAccess.Tests.Validation;

/// <summary>
/// A short test of T30: guessing credentials overloads neither the store nor the memory, and does not delay valid credentials.
/// </summary>
public sealed class FloodTests
{
    private const int Guesses = 20_000;

    [Fact]
    public async Task T30_A_flood_of_unknown_API_keys_is_looked_up_in_batches_one_at_a_time()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFind = async () => await Task.Yield();
        var finds = fleet.Observed.Finds;

        var took = await GuessAsync(
            () => fleet.Here.ValidateAsync(Credential.Generate(CredentialKind.ApiKey), fleet.Token.Secret), CredentialRejection.UnknownApiKey);

        Assert.Equal(1, fleet.Observed.MostConcurrentFinds);
        Assert.InRange(fleet.Observed.Finds - finds, 1, MostReadsIn(took));
        Assert.Equal(1, fleet.Observed.Loads);
    }

    [Fact]
    public async Task T30_A_flood_of_unknown_tokens_reads_the_feed_once_for_all_who_wait_and_loads_nothing()
    {
        var fleet = await Fleet.StartWarmAsync();
        fleet.Observed.BeforeFeed = async () => await Task.Yield();
        var reads = fleet.Observed.FeedReads;

        var took = await GuessAsync(
            () => fleet.Here.ValidateAsync(fleet.Key, Credential.Generate(CredentialKind.AuthToken)), CredentialRejection.UnknownToken);

        Assert.InRange(fleet.Observed.FeedReads - reads, 1, MostReadsIn(took));
        Assert.Equal(1, fleet.Observed.Loads);
    }

    [Fact]
    public async Task R25_T30_A_validation_beyond_the_limit_of_waiting_ones_fails_at_once_and_cached_ones_are_served()
    {
        var fleet = await Fleet.StartWarmAsync(new ApiAccessOptions { MaxWaitingValidations = 64 });
        var gate = new TaskCompletionSource();
        fleet.Observed.BeforeFind = () => gate.Task;
        var waiting = Enumerable.Range(0, 64).Select(_ => Guess().AsTask()).ToList();

        Assert.True((await Guess()).IsUnavailable);
        Assert.True((await fleet.ValidateAsync()).IsValid);
        gate.SetResult();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(CredentialRejection.UnknownApiKey, result.Rejection));
        Assert.Equal(CredentialRejection.UnknownApiKey, (await Guess()).Rejection);

        ValueTask<ValidationResult> Guess() => fleet.Here.ValidateAsync(Credential.Generate(CredentialKind.ApiKey), fleet.Token.Secret);
    }

    [Fact]
    public async Task R25_T30_A_store_that_never_answers_does_not_block_a_validation_forever()
    {
        var fleet = await Fleet.StartAsync();
        fleet.Observed.BeforeLoad = () => new TaskCompletionSource().Task;
        var validation = fleet.ValidateAsync().AsTask();

        await Eventually.HoldsAsync(() =>
        {
            fleet.Here.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(validation.IsCompleted);
        });

        Assert.True((await validation).IsUnavailable);
    }

    private static async Task<TimeSpan> GuessAsync(Func<ValueTask<ValidationResult>> guess, CredentialRejection expected)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Guesses), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (_, _) =>
            Assert.Equal(expected, (await guess()).Rejection));
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>They begin two milliseconds apart; a timer that is a little early is forgiven.</summary>
    private static int MostReadsIn(TimeSpan time) => 2 + (int)time.TotalMilliseconds;
}
