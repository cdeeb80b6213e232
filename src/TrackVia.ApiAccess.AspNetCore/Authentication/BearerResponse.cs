using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>The response to a rejected request: the challenge of RFC 6750 section 3 and a body of RFC 9457 (R23 to R25). Its texts are constant, without a secret or a reason.</summary>
internal sealed class BearerResponse
{
    private readonly Problem _problem;
    private readonly string? _challenge;
    private string? _retryAfter;

    private BearerResponse(int status, string error, string description, bool hasChallenge = true, bool namesError = true)
    {
        _problem = new Problem(status, description) { Error = error, ErrorDescription = description };
        _challenge = hasChallenge
            ? namesError ? $"error=\"{error}\", error_description=\"{description}\"" : ""
            : null;
    }

    /// <summary>The request has no token: a bare challenge (T8). The body is the same for every 401, because TrackVia's clients read <c>error</c> from it (R24).</summary>
    public static BearerResponse NoToken { get; } = Unauthorized(namesError: false);

    /// <summary>The same response for every reason (R23).</summary>
    public static BearerResponse InvalidToken { get; } = Unauthorized(namesError: true);

    /// <summary>The token is valid, but its permissions do not suffice: the only error of RFC 6750 section 3.1 for 403.</summary>
    public static BearerResponse Forbidden { get; } = new(
        StatusCodes.Status403Forbidden,
        "insufficient_scope",
        "The credentials are valid, but their user does not have permission for this. Ask an administrator of the account for it.");

    /// <summary>The store is unavailable (R25).</summary>
    public static BearerResponse Unavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "temporarily_unavailable",
        "The credentials cannot be checked right now. Try again later.",
        hasChallenge: false);

    /// <summary>The request has a credential twice (T6, T7).</summary>
    public static BearerResponse Ambiguous(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    /// <summary>The client has exceeded the host's limit of rejected requests.</summary>
    public static BearerResponse TooManyRefusals(TimeSpan retryAfter) => new(
        StatusCodes.Status429TooManyRequests,
        "too_many_requests",
        "Too many requests with invalid credentials from this address. Wait before retrying, and send valid credentials.",
        hasChallenge: false)
    {
        _retryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Responds to a challenge, together with other schemes of the policy. The body is written after all of them have responded.</summary>
    /// <param name="context">The request.</param>
    /// <param name="realm">The realm, if any.</param>
    /// <param name="isDecisive">Whether the request has the credentials that the response is about.</param>
    public void Pend(HttpContext context, string? realm, bool isDecisive)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        if (_challenge is not null)
        {
            var parameters = realm is null ? _challenge
                : _challenge.Length == 0 ? $"realm=\"{realm}\""
                : $"realm=\"{realm}\", {_challenge}";
            context.Response.Headers.Append(HeaderNames.WWWAuthenticate, $"Bearer {parameters}".TrimEnd());
        }

        if (_retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = _retryAfter;
        }

        PendingProblem.Set(context, _problem, isDecisive);
    }

    private static BearerResponse Unauthorized(bool namesError) => new(
        StatusCodes.Status401Unauthorized,
        "invalid_token",
        "The request needs a valid API key as user_key and a valid auth token as Bearer.",
        namesError: namesError);
}
