using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>Queries the store for the accounts of unknown API keys, in batches, one in flight (T30).</summary>
internal sealed class ApiKeyLookup(IApiAccessStore store, TimeSpan patience, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly MinimumInterval _pace = new();
    private Dictionary<CredentialDigest, TaskCompletionSource<AccountId?>> _waiting = [];
    private bool _isAsking;

    // Whether the newest lookup contained a key that does not exist: then the next one is delayed.
    private bool _isGuessing;

    /// <summary>Returns the account of a key, if there is one, by a read of the store that begins after this call.</summary>
    public Task<AccountId?> FindAsync(CredentialDigest apiKey, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(apiKey, out var waiting))
            {
                waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add(apiKey, waiting);
            }

            if (!_isAsking)
            {
                _isAsking = true;
                _ = Task.Run(AskAsync, CancellationToken.None);
            }

            return waiting.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task AskAsync()
    {
        while (true)
        {
            if (_isGuessing)
            {
                await _pace.WaitAsync().ConfigureAwait(false);
            }

            Dictionary<CredentialDigest, TaskCompletionSource<AccountId?>> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isAsking = false;
                    return;
                }

                (batch, _waiting) = (_waiting, []);
            }

            _isGuessing = false;
            foreach (var chunk in batch.Chunk(IApiAccessStore.MaxPageSize))
            {
                _isGuessing |= !await AnswerAsync(chunk).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Completes the waiting calls, and returns whether all of their keys exist.</summary>
    private async Task<bool> AnswerAsync(KeyValuePair<CredentialDigest, TaskCompletionSource<AccountId?>>[] batch)
    {
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        try
        {
            var found = await store.FindAccountsAsync([.. batch.Select(waiting => waiting.Key)], timeout.Token)
                .WaitAsync(timeout.Token).ConfigureAwait(false);
            foreach (var (digest, answer) in batch)
            {
                answer.SetResult(found.TryGetValue(digest, out var accountId) ? accountId : null);
            }

            return found.Count == batch.Length;
        }
        catch (Exception exception)
        {
            // Passed to all waiting callers: each of their validations is reported as unavailable (R25).
            foreach (var (_, answer) in batch)
            {
                answer.TrySetException(exception);
            }

            return false;
        }
    }
}
