using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation;

/// <summary>
/// Records which tokens are used, and flushes that at intervals. No request waits for it, and no request fails because of it.
/// </summary>
/// <remarks>
/// Each flush stores a token's first use since the previous flush, which is at most one interval older than its last use. A crash loses
/// the uses of one interval at most. The loop starts with the first use and ends when the node stops, at the latest with the container;
/// it then flushes the remaining uses.
/// </remarks>
internal sealed class TokenUsageRecorder(ITokenUsageStore store, TimeSpan interval, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    // While the store is unavailable, further uses are discarded to bound the memory of the process.
    private const int MaxUnwritten = 100_000;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly FailureLog _failures = new(logger, timeProvider);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<AuthTokenId, TokenUsage> _ofNoSnapshot = [];
    private readonly Dictionary<AuthTokenId, TokenUsage> _unwritten = [];
    private TokenUsageMark? _marked;
    private Task? _loop;
    private Task? _stop;

    /// <summary>Records the use of a token that was found valid. Allocates nothing for a token of a snapshot.</summary>
    public void Note(in Judgement judgement, IPAddress? clientAddress)
    {
        if (judgement.Mark is { } mark)
        {
            if (mark.IsMarked)
            {
                return;
            }

            mark.Push(ref _marked, judgement.JudgedAt, clientAddress);
        }
        else if (judgement.Result.Identity is not { } identity
            || !_ofNoSnapshot.TryAdd(identity.TokenId, new TokenUsage
            {
                AccountId = identity.AccountId,
                TokenId = identity.TokenId,
                At = judgement.JudgedAt,
                ClientAddress = clientAddress,
            }))
        {
            return;
        }

        EnsureStarted();
    }

    /// <summary>Flushes the remaining uses, once. Uses that are recorded later are not flushed.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stop ??= Task.Run(StopOnceAsync);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _loop) is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync(ShutdownTimeout, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void EnsureStarted()
    {
        if (Volatile.Read(ref _loop) is not null)
        {
            return;
        }

        lock (_gate)
        {
            if (_stop is null)
            {
                _loop ??= OutsideTransaction.Start(() => WriteAtIntervalsAsync(_stopping.Token));
            }
        }
    }

    private async Task WriteAtIntervalsAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
        {
            await WriteAsync(interval, stopping).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(TimeSpan patience, CancellationToken stopping)
    {
        Collect();
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            foreach (var batch in _unwritten.Values.Chunk(IApiAccessStore.MaxPageSize))
            {
                await store.RecordUsageAsync(batch, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
                foreach (var use in batch)
                {
                    _unwritten.Remove(use.TokenId);
                }
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // They are retried with those of the next interval.
            _failures.Write(exception, (logger, exception) => ValidationLog.UsesUnwritten(logger, _unwritten.Count, exception));
        }
    }

    private void Collect()
    {
        foreach (var use in TokenUsageMark.TakeAll(ref _marked))
        {
            Keep(use);
        }

        foreach (var tokenId in _ofNoSnapshot.Keys)
        {
            if (_ofNoSnapshot.TryRemove(tokenId, out var use))
            {
                Keep(use);
            }
        }
    }

    private void Keep(in TokenUsage use)
    {
        var isKnown = _unwritten.TryGetValue(use.TokenId, out var known);
        if (isKnown ? use.At > known.At : _unwritten.Count < MaxUnwritten)
        {
            // A dual-mode socket reports an IPv4 client as an IPv6 address.
            _unwritten[use.TokenId] = use.ClientAddress is { IsIPv4MappedToIPv6: true } mapped ? use with { ClientAddress = mapped.MapToIPv4() } : use;
        }
    }
}
