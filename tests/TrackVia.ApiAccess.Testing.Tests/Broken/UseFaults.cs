using System.Collections.Concurrent;
using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class UseFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.The_latest_of_several_uses_is_returned))]
    public Task The_use_that_was_recorded_last_is_returned() => CaughtAsync(store => new KeepsTheLast(store));

    [BrokenStore(caughtBy: nameof(Facts.The_latest_of_concurrent_uses_is_returned))]
    public Task The_use_is_compared_first_and_written_later() => CaughtAsync(store => new ComparesThenWrites(store));

    [BrokenStore(caughtBy: nameof(Facts.The_latest_use_is_returned_with_its_client_address))]
    public Task The_address_of_an_earlier_use_is_kept() => CaughtAsync(store => new KeepsTheAddress(store));

    [BrokenStore(caughtBy: nameof(Facts.The_latest_use_is_returned_with_its_client_address))]
    public Task Only_IPv4_fits_the_column() => CaughtAsync(store => new KeepsIPv4(store));

    [BrokenStore(caughtBy: nameof(Facts.A_token_that_does_not_exist_has_no_usage))]
    public Task Usage_stays_after_its_token_is_deleted() => CaughtAsync(store => new KeepsForEver(store));

    [BrokenStore(caughtBy: nameof(Facts.Recording_usage_is_not_a_change))]
    public Task Recording_usage_changes_the_account() => CaughtAsync(store => new ChangesTheAccount(store));

    [BrokenStore(caughtBy: nameof(Facts.A_batch_of_the_maximum_size_is_recorded), Throws = true)]
    public Task The_statement_has_too_many_parameters() => CaughtAsync(store => new TakesFew(store));

    /// <summary>Usage in a table of its own, from which deleted tokens are not removed.</summary>
    private abstract class OwnLog(IApiAccessStore inner) : FullStore(inner)
    {
        protected ConcurrentDictionary<(AccountId Account, AuthTokenId Token), TokenUsage> Kept { get; } = [];

        public override Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(
                Kept.Where(use => use.Key.Account == accountId).ToDictionary(use => use.Key.Token, use => use.Value));
    }

    private sealed class KeepsTheLast(IApiAccessStore inner) : OwnLog(inner)
    {
        public override Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
        {
            foreach (var use in usages)
            {
                Kept[(use.AccountId, use.TokenId)] = use;
            }

            return Task.CompletedTask;
        }
    }

    private sealed class ComparesThenWrites(IApiAccessStore inner) : OwnLog(inner)
    {
        public override async Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
        {
            foreach (var use in usages)
            {
                var isLater = !Kept.TryGetValue((use.AccountId, use.TokenId), out var known) || use.At > known.At;
                await Task.Delay(200 - (5 * (int)(use.At - Instant.FromUtc(2026, 6, 15, 12, 0)).TotalMinutes), CancellationToken.None); // The earliest last.
                if (isLater)
                {
                    Kept[(use.AccountId, use.TokenId)] = use;
                }
            }
        }
    }

    private sealed class KeepsTheAddress(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
        {
            foreach (var use in usages)
            {
                var known = (await InnerUsage.ReadUsageAsync(use.AccountId, cancellationToken)).GetValueOrDefault(use.TokenId).ClientAddress;
                await InnerUsage.RecordUsageAsync([use with { ClientAddress = use.ClientAddress ?? known }], cancellationToken);
            }
        }
    }

    private sealed class KeepsIPv4(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => InnerUsage.RecordUsageAsync(
            [.. usages.Select(use => use with { ClientAddress = use.ClientAddress is { } address ? new IPAddress(address.GetAddressBytes()[..4]) : null })],
            cancellationToken);
    }

    private sealed class KeepsForEver(IApiAccessStore inner) : OwnLog(inner)
    {
        public override Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
        {
            foreach (var use in usages)
            {
                Kept.AddOrUpdate((use.AccountId, use.TokenId), use, (_, known) => use.At > known.At ? use : known);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class ChangesTheAccount(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
        {
            await InnerUsage.RecordUsageAsync(usages, cancellationToken);
            foreach (var use in usages)
            {
                var account = await Inner.LoadAsync(use.AccountId, cancellationToken);
                var origin = new ChangeOrigin
                {
                    Id = ChangeId.New(),
                    AccountId = account.Id,
                    Version = account.Version + 1,
                    At = use.At,
                    By = account.Users.First().UserId,
                };
                var change = new AuthTokenRevealed { Origin = origin, TokenId = use.TokenId };
                await Inner.CommitAsync(change, account.Apply(change), cancellationToken);
            }
        }
    }

    private sealed class TakesFew(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => usages.Count > 300
            ? throw new StoreUnavailableException("The statement has too many parameters.")
            : InnerUsage.RecordUsageAsync(usages, cancellationToken);
    }
}
