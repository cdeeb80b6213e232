using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>Decides whether a user may be in the console, by the newest facts of the store (R5, R9).</summary>
internal sealed class ConsoleGuard(
    IApiAccessStore store,
    CurrentUserMapping mapping,
    StringComparer userIds,
    TimeProvider timeProvider,
    IOptions<ApiAccessOptions> options,
    ILogger<ConsoleGuard> logger)
{
    /// <summary>The version of the account that the session was last judged by, among the properties of its ticket.</summary>
    private const string VersionKey = ".apiaccess.version";
    private const char Separator = ' ';

    private readonly SessionRestrictions _restrictions = new(store, userIds);
    private readonly FailureLog _storeFailures = new(logger, timeProvider);
    private readonly RepeatedEventLog<string> _mappingFailures = new(
        timeProvider, _ => "others", (failure, count) => Log.MappingFailedAgain(logger, count, failure));

    /// <summary>Finds why a principal may not sign in, and marks the session that begins.</summary>
    /// <returns>403, or 503 while the store does not respond (R25); <see langword="null"/> if nothing speaks against it.</returns>
    public Task<Problem?> FindObjectionToSignInAsync(ClaimsPrincipal principal, AuthenticationProperties properties, HttpContext context) =>
        FindObjectionAsync(principal, properties, isNew: true, context);

    /// <summary>Finds why a session may not go on.</summary>
    /// <inheritdoc cref="FindObjectionToSignInAsync" path="/returns"/>
    public Task<Problem?> FindObjectionToSessionAsync(ClaimsPrincipal principal, AuthenticationProperties properties, HttpContext context) =>
        FindObjectionAsync(principal, properties, isNew: false, context);

    private async Task<Problem?> FindObjectionAsync(ClaimsPrincipal principal, AuthenticationProperties properties, bool isNew, HttpContext context)
    {
        if (await MapAsync(principal, context).ConfigureAwait(false) is not { } user)
        {
            return Forbidden("This user is not allowed to sign in.");
        }

        try
        {
            var account = await store.LoadAsync(user.AccountId, context.RequestAborted).ConfigureAwait(false);
            if (FindObjection(account, user.UserId) is { } objection)
            {
                return Forbidden(objection);
            }

            if (!isNew && await _restrictions.IsRestrictedSinceAsync(user.AccountId, user.UserId, VersionOf(properties, account.Id), account.Version, context.RequestAborted).ConfigureAwait(false))
            {
                return Forbidden("The session ended when the user lost access to the console. Sign in again.");
            }

            properties.Items[VersionKey] = string.Create(CultureInfo.InvariantCulture, $"{account.Version}{Separator}{account.Id.Value}");
            return null;
        }
        catch (ApiAccessStoreException exception)
        {
            _storeFailures.Write(exception, Log.StoreUnavailable);
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Access cannot be verified right now because the store is not responding. Try again later.");
        }
    }

    /// <summary>Returns no user where the host's mapping fails or returns no ids: a session that cannot be judged must not affect public pages (T43).</summary>
    private async ValueTask<CurrentUser?> MapAsync(ClaimsPrincipal principal, HttpContext context)
    {
        try
        {
            var running = mapping.MapAsync(principal, context.RequestServices, context.RequestAborted);
            var mapped = running.IsCompletedSuccessfully
                ? running.Result
                : await running.AsTask().WaitAsync(options.Value.HostCallbackTimeout, timeProvider, context.RequestAborted).ConfigureAwait(false);
            return mapped is not { } user ? null
                : user.AccountId != default && user.UserId != default ? user
                : throw new InvalidOperationException("It returned an account or a user without an id. Return null for a principal that is not a user of the host.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var failure = exception.GetType().Name;
            if (_mappingFailures.ShouldWrite(failure))
            {
                Log.MappingFailed(logger, failure, CredentialText.Redact(exception.Message));
            }

            return null;
        }
    }

    /// <summary>Finds an objection to any user whom the host's comparer takes for this one.</summary>
    private string? FindObjection(AccountAccess account, UserId userId)
    {
        var user = account.Users.FirstOrDefault(user => userIds.Equals(user.UserId.Value, userId.Value) && !ApiUserPolicy.AllowsConsole(user));
        return user is null ? null
            : user.IsApiUser ? "API Users cannot sign in, on web or mobile: they call the API with an auth token."
            : "The user is disabled. Ask a Super Admin to enable the user.";
    }

    /// <summary>Returns 0, so that the whole history counts, for a session from before the guard or of another account.</summary>
    private static long VersionOf(AuthenticationProperties properties, AccountId accountId) =>
        properties.Items.TryGetValue(VersionKey, out var text)
        && text?.Split(Separator, 2) is [var number, var account]
        && account == accountId.Value
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
