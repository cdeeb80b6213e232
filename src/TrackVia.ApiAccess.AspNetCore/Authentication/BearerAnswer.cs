using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Answers;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>What a refused request is told: the challenge of RFC 6750 section 3 and a body of RFC 9457 (R23 to R25). Constant texts: no secret, no reason.</summary>
internal sealed class BearerAnswer
{
    private readonly Problem _problem;
    private readonly string? _challenge;

    private BearerAnswer(int status, string error, string description, bool hasChallenge = true, bool namesError = true)
    {
        _problem = new Problem(status, description) { Error = error, ErrorDescription = description };
        _challenge = hasChallenge
            ? namesError ? $"error=\"{error}\", error_description=\"{description}\"" : ""
            : null;
    }

    /// <summary>No token came: a bare challenge (T8). The body is that of every 401, since TrackVia's clients read <c>error</c> there (R24).</summary>
    public static BearerAnswer NoToken { get; } = Unauthorized(namesError: false);

    /// <summary>Whatever failed, one and the same answer (R23).</summary>
    public static BearerAnswer InvalidToken { get; } = Unauthorized(namesError: true);

    /// <summary>RFC 6750 section 3.1 knows one error for 403: the token is good, and what it may do does not reach.</summary>
    public static BearerAnswer Forbidden { get; } = new(
        StatusCodes.Status403Forbidden,
        "insufficient_scope",
        "The credentials are valid, but their user may not do this. Ask an administrator of the account for the permission.");

    /// <summary>The store cannot answer (R25).</summary>
    public static BearerAnswer Unavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "temporarily_unavailable",
        "The credentials cannot be checked at the moment. Try again later.",
        hasChallenge: false);

    /// <summary>A credential came twice (T6, T7).</summary>
    public static BearerAnswer Ambiguous(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    public Task WriteAsync(HttpContext context, string? realm)
    {
        if (_challenge is not null)
        {
            var parameters = realm is null ? _challenge
                : _challenge.Length == 0 ? $"realm=\"{realm}\""
                : $"realm=\"{realm}\", {_challenge}";
            context.Response.Headers.Append("WWW-Authenticate", $"Bearer {parameters}".TrimEnd());
        }

        return _problem.ExecuteAsync(context);
    }

    private static BearerAnswer Unauthorized(bool namesError) => new(
        StatusCodes.Status401Unauthorized,
        "invalid_token",
        "The request needs a valid API key as user_key and a valid auth token as Bearer.",
        namesError: namesError);
}
