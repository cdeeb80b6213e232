using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>What a refused request is told: the challenge of RFC 6750 section 3 and a body of RFC 9457 (R23 to R25). Constant texts: no secret, no reason.</summary>
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

    /// <summary>No token came: a bare challenge (T8). The body is that of every 401, since TrackVia's clients read <c>error</c> there (R24).</summary>
    public static BearerResponse NoToken { get; } = Unauthorized(namesError: false);

    /// <summary>Whatever failed, one and the same answer (R23).</summary>
    public static BearerResponse InvalidToken { get; } = Unauthorized(namesError: true);

    /// <summary>RFC 6750 section 3.1 knows one error for 403: the token is good, and what it may do does not reach.</summary>
    public static BearerResponse Forbidden { get; } = new(
        StatusCodes.Status403Forbidden,
        "insufficient_scope",
        "The credentials are valid, but their user may not do this. Ask an administrator of the account for the permission.");

    /// <summary>The store cannot answer (R25).</summary>
    public static BearerResponse Unavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "temporarily_unavailable",
        "The credentials cannot be checked at the moment. Try again later.",
        hasChallenge: false);

    /// <summary>A credential came twice (T6, T7).</summary>
    public static BearerResponse Ambiguous(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    /// <summary>More refusals came from this address than the host's limit permits.</summary>
    public static BearerResponse TooManyRefusals(TimeSpan retryAfter) => new(
        StatusCodes.Status429TooManyRequests,
        "too_many_requests",
        "Too many requests with refused credentials came from this address. Wait, and send valid ones.",
        hasChallenge: false)
    {
        _retryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Answers a challenge, beside other schemes that may answer it too. The body follows when all have done so.</summary>
    /// <param name="context">The request.</param>
    /// <param name="realm">The realm, if any.</param>
    /// <param name="isDecisive">Whether the request carries the credentials that the answer is about.</param>
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
