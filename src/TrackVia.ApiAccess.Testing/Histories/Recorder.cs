using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using static System.FormattableString;

namespace TrackVia.ApiAccess.Testing.Histories;

/// <summary>Runs calls on one account and records when each began and ended. Safe for use by many threads.</summary>
internal sealed class Recorder(AccountId id, AuthTokenId tokenId, CancellationToken cancellationToken)
{
    private readonly ConcurrentQueue<RecordedCall> _calls = [];
    private long _tick;

    public IReadOnlyList<RecordedCall> Calls => [.. _calls.OrderBy(call => call.Began)];

    public async Task<AccountAccess> LoadAsync(IApiAccessStore store)
    {
        var startedAt = Tick();
        var account = await store.LoadAsync(id, cancellationToken);
        _calls.Enqueue(new RecordedCall(Invariant($"load: version {account.Version}"), startedAt, Tick(), account.Version, account.Version) { Loaded = account });
        return account;
    }

    public async Task ReadHistoryAsync(IApiAccessStore store)
    {
        var startedAt = Tick();
        var history = await store.ReadHistoryAsync(id, 0, IApiAccessStore.MaxPageSize, cancellationToken);
        _calls.Enqueue(new RecordedCall(Invariant($"read the history: version {history.Count}"), startedAt, Tick(), history.Count, history.Count));
    }

    /// <summary>Deactivates or resumes the token, whichever fits what was loaded.</summary>
    public async Task CommitAsync(IApiAccessStore store, AccountAccess loaded)
    {
        var origin = TestData.Origin(id, loaded.Version + 1);
        AccessChange change = loaded.FindToken(tokenId)!.IsDeactivated
            ? new AuthTokenResumed { Origin = origin, TokenId = tokenId }
            : new AuthTokenDeactivated { Origin = origin, TokenId = tokenId };
        var startedAt = Tick();
        var result = await store.CommitAsync(change, loaded.Apply(change), cancellationToken);
        var words = Invariant($"commit version {change.Version}: {result.Outcome}");
        _calls.Enqueue(result.Outcome is CommitOutcome.Committed
            ? new RecordedCall(words, startedAt, Tick(), change.Version - 1, change.Version) { Stored = change }
            // A conflict is correct at any time after another caller reached this version.
            : new RecordedCall(words, startedAt, Tick(), long.MaxValue, change.Version));
    }

    private long Tick() => Interlocked.Increment(ref _tick);
}
