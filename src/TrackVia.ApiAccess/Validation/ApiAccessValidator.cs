using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Validates the two credentials of a request (R3, R23): an API key and an auth token in, a result out.</summary>
/// <remarks>
/// A singleton, safe for use by many threads. Malformed credentials cost no hash and no I/O (T4). Every other validation asks the store, so
/// a change counts from the moment that its commit was answered.
/// </remarks>
public sealed class ApiAccessValidator
{
    private readonly IApiAccessStore _store;
    private readonly IClock _clock;
    private readonly ILogger<ApiAccessValidator> _logger;

    /// <summary>Makes the validator. Hosts get it from the container instead.</summary>
    /// <param name="store">Where accounts are kept.</param>
    /// <param name="clock">What expiry is judged by.</param>
    /// <param name="logger">The security log: refusals by reason and token id, never a secret. None by default.</param>
    public ApiAccessValidator(IApiAccessStore store, IClock clock, ILogger<ApiAccessValidator>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        _store = store;
        _clock = clock;
        _logger = logger ?? NullLogger<ApiAccessValidator>.Instance;
    }

    /// <summary>Validates the credentials of one request.</summary>
    /// <param name="userKey">The API key as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="token">The auth token as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Valid with the identity; refused with the reason, for logs alone; or unavailable. A failing store never throws here (R25).</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<ValidationResult> ValidateAsync(string? userKey, string? token, CancellationToken cancellationToken = default)
    {
        var result = await JudgeAsync(userKey, token, cancellationToken).ConfigureAwait(false);
        if (result.Refusal is { } refusal)
        {
            Log.CredentialsRefused(_logger, refusal, result.TokenId);
        }

        return result;
    }

    private async ValueTask<ValidationResult> JudgeAsync(string? userKey, string? token, CancellationToken cancellationToken)
    {
        if (!Credential.TryParse(CredentialKind.ApiKey, userKey, out var apiKey))
        {
            return ValidationResult.Refused(ValidationRefusal.MalformedApiKey);
        }

        if (!Credential.TryParse(CredentialKind.AuthToken, token, out var authToken))
        {
            return ValidationResult.Refused(ValidationRefusal.MalformedToken);
        }

        AccountAccess account;
        try
        {
            var accounts = await _store.FindAccountsAsync([apiKey.Digest], cancellationToken).ConfigureAwait(false);
            if (!accounts.TryGetValue(apiKey.Digest, out var accountId))
            {
                return ValidationResult.Refused(ValidationRefusal.UnknownApiKey);
            }

            account = await _store.LoadAsync(accountId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever the store threw, it did not answer: neither 200 nor 401 would be true (R25).
            Log.StoreUnavailable(_logger, exception);
            return ValidationResult.Unavailable;
        }

        // The account first, then the clock: a slow load never makes an expired token valid.
        return TokenJudgement.Judge(account, authToken.Digest, _clock.GetCurrentInstant());
    }
}
