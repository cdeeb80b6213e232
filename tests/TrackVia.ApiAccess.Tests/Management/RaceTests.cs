using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>Races whose racers have all loaded the same version before any of them commits.</summary>
public sealed class RaceTests
{
    private const int Rounds = 1_000;

    private readonly BreakingStore _store = new();
    private readonly Acme _acme;

    public RaceTests() => _acme = NewNode(_store);

    [Fact]
    public async Task T22_R10_Of_64_creators_at_99_tokens_exactly_one_wins()
    {
        await _acme.OpenAsync();
        await _acme.CreateTokensAsync(99);

        // Enough nodes for all racers to reach the store at the same time.
        var nodes = Enumerable.Range(0, 64 / StoreQueue.MaxConcurrentCalls).Select(_ => NewNode(_store)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var results = await RaceAsync(_store, nodes.SelectMany(node =>
                Enumerable.Repeat(() => node.Manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request()), StoreQueue.MaxConcurrentCalls)));

            var winner = Assert.Single(results, result => result.IsSuccess);
            Assert.All(results.Where(result => result != winner), result => Assert.Equal(CommandRefusalReason.TokenLimitReached, result.Refusal?.Reason));
            Assert.Equal(100, (await _acme.LoadAsync()).TokenCount);

            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, winner.Value.Token.Id);
            await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, winner.Value.Token.Id);
        }
    }

    [Fact]
    public async Task T23_R1_Of_two_creations_of_the_API_key_one_succeeds_and_the_other_is_refused()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var store = new BreakingStore();
            var acme = NewNode(store);

            var results = await RaceAsync(store, Enumerable.Repeat(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin), 2));

            var winner = Assert.Single(results, result => result.IsSuccess);
            Assert.Single(results, result => result.Refusal?.Reason is CommandRefusalReason.ApiKeyExists);
            Assert.Equal(winner.Value.Key.Digest, (await acme.LoadAsync()).ApiKey!.Digest);
        }
    }

    [Fact]
    public async Task T19_R17_Of_delete_and_resume_exactly_one_succeeds_and_the_other_is_refused_with_the_reason()
    {
        await _acme.OpenAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await _acme.CreateTokenAsync()).Token.Id;
            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id);

            var reasons = await RaceAsync(_store, [
                async () => (await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id)).Refusal?.Reason,
                async () => (await _acme.Manager.ResumeTokenAsync(Acme.SuperAdmin, id)).Refusal?.Reason,
            ]);

            var isDeleted = (await _acme.LoadAsync()).FindToken(id) is null;
            Assert.Equal(isDeleted ? [null, CommandRefusalReason.TokenNotFound] : [CommandRefusalReason.TokenStillActive, null], reasons);

            await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id);
            await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id);
        }
    }

    private static async Task<T[]> RaceAsync<T>(BreakingStore store, IEnumerable<Func<Task<T>>> racers)
    {
        var all = racers.ToList();
        var missing = all.Count;
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AfterLoad = () =>
        {
            if (Interlocked.Decrement(ref missing) == 0)
            {
                met.SetResult();
            }

            return met.Task;
        };
        var results = await Task.WhenAll(all.Select(Task.Run)).WaitAsync(TimeSpan.FromMinutes(1));
        store.AfterLoad = () => Task.CompletedTask;
        return results;
    }

    /// <summary>A node whose pauses between attempts end at once.</summary>
    private static Acme NewNode(BreakingStore store) => new(store, time: new ImpatientTimeProvider());
}
