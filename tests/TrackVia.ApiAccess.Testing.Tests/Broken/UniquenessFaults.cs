using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class UniquenessFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.An_API_key_that_another_account_has_is_a_duplicate))]
    public Task A_duplicate_API_key_overwrites_its_owner() => CaughtAsync(store => new OverwritesKeys(store));

    [BrokenStore(caughtBy: nameof(Facts.R1_an_API_key_is_never_replaced))]
    public Task An_API_key_is_replaced_by_a_later_one() => CaughtAsync(store => new OverwritesKeys(store));

    [BrokenStore(caughtBy: nameof(Facts.R1_of_many_creations_of_the_API_key_exactly_one_succeeds))]
    public Task A_second_API_key_is_accepted_while_the_first_is_being_stored() => CaughtAsync(store => new AcceptsKeysMeanwhile(store));

    [BrokenStore(caughtBy: nameof(Facts.Of_several_accounts_that_commit_one_API_key_exactly_one_gets_it))]
    public Task The_uniqueness_of_an_API_key_is_checked_before_it_is_written() => CaughtAsync(store => new LooksUpKeysFirst(store));

    [BrokenStore(caughtBy: nameof(Facts.A_token_whose_id_exists_is_a_duplicate))]
    public Task A_token_with_an_existing_id_overwrites_the_other() => CaughtAsync(store => new TakesDuplicates(store, token => token with { Id = AuthTokenId.New() }));

    [BrokenStore(caughtBy: nameof(Facts.A_token_whose_digest_exists_is_a_duplicate))]
    public Task Digests_of_tokens_need_not_be_unique() => CaughtAsync(store => new TakesDuplicates(store, token => token with { Digest = Credential.Generate(CredentialKind.AuthToken).Digest }));

    [BrokenStore(caughtBy: nameof(Facts.A_deleted_tokens_id_and_digest_are_free_again))]
    public Task Ids_of_deleted_tokens_stay_taken() => CaughtAsync(store => new RemembersTokens(store, token => token.Id.ToString()));

    [BrokenStore(caughtBy: nameof(Facts.A_deleted_tokens_id_and_digest_are_free_again))]
    public Task Digests_of_deleted_tokens_stay_taken() => CaughtAsync(store => new RemembersTokens(store, token => Convert.ToHexString(token.Digest.ToArray())));

    [BrokenStore(caughtBy: nameof(Facts.Two_accounts_may_have_tokens_with_the_same_id_and_digest))]
    public Task Token_ids_are_unique_in_the_whole_store() => CaughtAsync(store => new RemembersTokens(store, token => token.Id.ToString()));

    [BrokenStore(caughtBy: nameof(Facts.A_stale_duplicate_is_a_conflict))]
    public Task Uniqueness_is_checked_before_the_version() => CaughtAsync(store => new JudgesUniquenessFirst(store));

    /// <summary>An "insert or replace": the newest writer owns the key.</summary>
    private sealed class OverwritesKeys(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.DuplicateCredential && change is ApiKeyCreated
                ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken))
                : result;
        }
    }

    private sealed class AcceptsKeysMeanwhile(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is not ApiKeyCreated || (await Inner.LoadAsync(change.AccountId, cancellationToken)).ApiKey is not null)
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }

            await Task.Yield();
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Conflict ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken)) : result;
        }
    }

    private sealed class LooksUpKeysFirst(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is not ApiKeyCreated { ApiKey.Digest: var digest } || (await Inner.FindAccountsAsync([digest], cancellationToken)).Count > 0)
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }

            await Task.Yield();
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.DuplicateCredential ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken)) : result;
        }
    }

    private sealed class TakesDuplicates(IApiAccessStore inner, Func<AuthToken, AuthToken> makeUnique) : FullStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            Inner.CommitAsync(change is AuthTokenCreated { Token: var token } ? new AuthTokenCreated
            {
                Origin = change.Origin,
                Token = makeUnique(token),
            } : change, after, cancellationToken);
    }

    private sealed class RemembersTokens(IApiAccessStore inner, Func<AuthToken, string> by) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<string, ChangeId> _taken = [];

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            change is AuthTokenCreated { Token: var token } && _taken.GetOrAdd(by(token), change.Id) != change.Id
                ? Task.FromResult(CommitResult.DuplicateCredential)
                : Inner.CommitAsync(change, after, cancellationToken);
    }

    private sealed class JudgesUniquenessFirst(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var current = await Inner.LoadAsync(change.AccountId, cancellationToken);
            return change is AuthTokenCreated { Token: var token } && current.FindToken(token.Digest) is not null && current.FindToken(token.Id) is null
                ? CommitResult.DuplicateCredential
                : await Inner.CommitAsync(change, after, cancellationToken);
        }
    }
}
