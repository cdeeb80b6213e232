using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Authenticates a request by its API key and auth token (R3, R23).</summary>
internal sealed class ApiAccessAuthenticationHandler(
    IOptionsMonitor<ApiAccessAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiAccessValidator validator)
    : AuthenticationHandler<ApiAccessAuthenticationOptions>(options, logger, encoder)
{
    private static readonly AuthenticateResult Ambiguous = AuthenticateResult.Fail("A credential came more than once.");
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The credentials were refused; the log of the validator tells why.");
    private static readonly AuthenticateResult Unavailable = AuthenticateResult.Fail("The store cannot answer.");

    // A handler can answer only where it challenges: what the answer will be is found when it authenticates.
    private BearerAnswer _answer = BearerAnswer.NoToken;

    /// <summary>Whether the credentials are at fault, and not the store.</summary>
    public static bool IsRefusal(AuthenticateResult result) => result == Refused || result == Ambiguous;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var credentials = RequestCredentials.Read(Request, Options);
        if (credentials.AreInQuery && !Response.HasStarted)
        {
            Response.OnStarting(KeepPrivate);
        }

        if (credentials.Ambiguity is { } ambiguity)
        {
            _answer = BearerAnswer.Ambiguous(ambiguity);
            return Ambiguous;
        }

        if (credentials.Token is null)
        {
            return AuthenticateResult.NoResult();
        }

        var result = await validator.ValidateAsync(credentials.UserKey, credentials.Token, Context.RequestAborted).ConfigureAwait(false);
        if (result.IsValid)
        {
            return AuthenticateResult.Success(Ticket(result.Identity));
        }

        (_answer, var failure) = result.IsUnavailable ? (BearerAnswer.Unavailable, Unavailable) : (BearerAnswer.InvalidToken, Refused);
        return failure;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        await _answer.WriteAsync(Context, Options.Realm).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        BearerAnswer.Forbidden.WriteAsync(Context, Options.Realm);

    private AuthenticationTicket Ticket(ApiIdentity identity)
    {
        var claims = new ClaimsIdentity(
            [
                Claim(ApiAccessClaims.UserId, identity.UserId.Value),
                Claim(ApiAccessClaims.AccountId, identity.AccountId.Value),
                Claim(ApiAccessClaims.TokenId, identity.TokenId.ToString()),
                Claim(ApiAccessClaims.TokenName, identity.TokenName.Value),
            ],
            ApiAccessDefaults.AuthenticationScheme,
            ApiAccessClaims.UserId,
            ClaimTypes.Role);
        return new AuthenticationTicket(new ClaimsPrincipal(claims), Scheme.Name);
    }

    private Claim Claim(string type, string value) => new(type, value, ClaimValueTypes.String, ClaimsIssuer);

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
