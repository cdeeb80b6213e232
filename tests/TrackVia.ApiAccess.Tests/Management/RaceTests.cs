using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Management;

namespace TrackVia.ApiAccess.Tests.Management;

public sealed class RaceTests
{
    private const int Rounds = 1_000;

    private readonly Acme _acme = new();

    [Fact]
    public async Task T22_R10_Of_64_creators_at_99_tokens_exactly_one_wins()
    {
        await _acme.OpenAsync();
        await _acme.CreateTokensAsync(99);
        for (var round = 0; round < Rounds; round++)
        {
            var results = await RaceAsync(64, () => _acme.Manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request()));

            var winner = Assert.Single(results, result => result.IsSuccess);
            Assert.All(results.Where(result => result != winner), result => Assert.Equal(RefusalReason.TokenLimitReached, result.Refusal?.Reason));
            Assert.Equal(100, (await _acme.LoadAsync()).TokenCount);

            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, winner.Value.Token.Id);
            await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, winner.Value.Token.Id);
        }
    }

    [Fact]
    public async Task T23_R1_Of_two_who_create_the_API_key_one_wins_and_the_other_is_told()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var acme = new Acme();

            var results = await RaceAsync(2, () => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

            var winner = Assert.Single(results, result => result.IsSuccess);
            Assert.Single(results, result => result.Refusal?.Reason is RefusalReason.ApiKeyExists);
            Assert.Equal(winner.Value.Key.Digest, (await acme.LoadAsync()).ApiKey!.Digest);
        }
    }

    [Fact]
    public async Task T19_R17_Of_delete_and_resume_exactly_one_wins_and_the_other_is_told_why()
    {
        await _acme.OpenAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await _acme.CreateTokenAsync()).Token.Id;
            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id);

            var gate = new TaskCompletionSource();
            var delete = AfterAsync(gate.Task, () => _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id));
            var resume = AfterAsync(gate.Task, () => _acme.Manager.ResumeTokenAsync(Acme.SuperAdmin, id));
            gate.SetResult();
            var (deletion, resumption) = (await delete, await resume);

            Assert.NotEqual(deletion.IsSuccess, resumption.IsSuccess);
            Assert.Equal(deletion.IsSuccess ? null : RefusalReason.TokenStillActive, deletion.Refusal?.Reason);
            Assert.Equal(resumption.IsSuccess ? null : RefusalReason.TokenNotFound, resumption.Refusal?.Reason);

            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id);
            await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id);
        }
    }

    private static Task<ManagementResult<T>[]> RaceAsync<T>(int racers, Func<Task<ManagementResult<T>>> run)
        where T : notnull
    {
        var gate = new TaskCompletionSource();
        var all = Task.WhenAll(Enumerable.Range(0, racers).Select(_ => AfterAsync(gate.Task, run)).ToArray());
        gate.SetResult();
        return all;
    }

    private static Task<T> AfterAsync<T>(Task gate, Func<Task<T>> run) => Task.Run(async () =>
    {
        await gate;
        return await run();
    });
}
