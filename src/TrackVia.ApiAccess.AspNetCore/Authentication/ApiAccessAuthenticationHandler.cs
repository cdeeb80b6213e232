using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Authenticates a request by its API key and auth token (R3, R23).</summary>
internal sealed class ApiAccessAuthenticationHandler(
    IOptionsMonitor<ApiAccessAuthenticationOptions> options, QuietLoggerFactory loggers, UrlEncoder encoder, ApiAccessValidator validator)
    : AuthenticationHandler<ApiAccessAuthenticationOptions>(options, loggers, encoder)
{
    private static readonly AuthenticateResult Ambiguous = AuthenticateResult.Fail("The request has a credential more than once.");
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The credentials were rejected. The validator's log has the reason.");
    private static readonly AuthenticateResult Unavailable = AuthenticateResult.Fail("The store did not respond.");

    // A handler can respond only when it challenges, but it determines the response when it authenticates.
    private BearerResponse _answer = BearerResponse.NoToken;
    private bool _hasChallenged;

    /// <summary>There are none: the framework would make an object for them with every request.</summary>
    protected override Task InitializeEventsAsync() => Task.CompletedTask;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var credentials = RequestCredentials.Read(Request, Options);
        if (credentials.AreInQuery && !Response.HasStarted)
        {
            Response.OnStarting(KeepPrivate);
        }

        if (credentials.Ambiguity is { } ambiguity)
        {
            _answer = BearerResponse.Ambiguous(ambiguity);
            return Task.FromResult(Ambiguous);
        }

        if (credentials.Token is null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var presented = new PresentedCredentials
        {
            ApiKey = credentials.UserKey,
            AuthToken = credentials.Token,
            ClientAddress = Options.RecordClientAddress ? Context.Connection.RemoteIpAddress : null,
        };
        return validator.TryValidate(presented, out var result, out var pending)
            ? Task.FromResult(Conclude(result))
            : CompleteAsync(pending);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_hasChallenged)
        {
            return; // By itself and by a policy scheme: it is one refusal.
        }

        _hasChallenged = true;
        await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        if (_answer != BearerResponse.Unavailable
            && RequestCredentials.AreIn(Request)
            && RefusedCredentialsLimiter.Of(Context)?.TryAcquire(Context, out var retryAfter) == false)
        {
            _answer = BearerResponse.TooManyRefusals(retryAfter);
        }

        _answer.Pend(Context, Options.Realm, isDecisive: _answer != BearerResponse.NoToken);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        BearerResponse.Forbidden.Pend(Context, Options.Realm, isDecisive: result.Succeeded);
    }

    /// <summary>Reads <see cref="HttpContext.RequestAborted"/> only here, because Kestrel allocates it on first access.</summary>
    private async Task<AuthenticateResult> CompleteAsync(PendingValidation pending) =>
        Conclude(await pending.CompleteAsync(Context.RequestAborted).ConfigureAwait(false));

    private AuthenticateResult Conclude(in ValidationResult result)
    {
        if (result.IsValid)
        {
            // For a connection that outlives the request: it ends with the token (R33).
            Context.Features.Set(result.Identity);
            return AuthenticateResult.Success(Ticket(result.Identity));
        }

        (_answer, var failure) = result.IsUnavailable ? (BearerResponse.Unavailable, Unavailable) : (BearerResponse.InvalidToken, Refused);
        return failure;
    }

    private AuthenticationTicket Ticket(ApiIdentity identity)
    {
        var issuer = ClaimsIssuer;
        var claims = new ClaimsIdentity(ApiAccessDefaults.AuthenticationScheme, ApiAccessClaims.UserId, ClaimTypes.Role);
        Add(ApiAccessClaims.UserId, identity.UserId.Value);
        Add(ApiAccessClaims.AccountId, identity.AccountId.Value);
        Add(ApiAccessClaims.TokenId, identity.TokenId.ToString());
        Add(ApiAccessClaims.TokenName, identity.TokenName.Value);
        return new AuthenticationTicket(
            new ClaimsPrincipal(claims), new AuthenticationProperties { ExpiresUtc = identity.ExpiresAt.ToDateTimeOffset() }, Scheme.Name);

        // Each is the identity's from the beginning: any other one would be copied.
        void Add(string type, string value) => claims.AddClaim(new Claim(type, value, ClaimValueTypes.String, issuer, issuer, claims));
    }

    /// <summary>A URL with a credential must not be answered from a shared cache (RFC 6750 section 2.3).</summary>
    private Task KeepPrivate()
    {
        var cacheControl = Response.GetTypedHeaders().CacheControl;
        if (cacheControl is not ({ Private: true } or { NoStore: true }))
        {
            Response.Headers.CacheControl = "private";
        }

        return Task.CompletedTask;
    }
}
