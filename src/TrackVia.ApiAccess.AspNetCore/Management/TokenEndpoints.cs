using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The auth tokens: listed, created, and led through their lifecycle (R10 to R17).</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/tokens", ListAsync)
            .Describe("Lists the account's auth tokens, oldest first.")
            .Answers(StatusCodes.Status200OK, typeof(TokenListDocument));
        routes.MapCommand(HttpMethods.Post, "/tokens", ApiAccessJson.Default.NewTokenBody, CreateAsync)
            .Describe("Creates an auth token. Its secret is in this answer alone.")
            .Answers(StatusCodes.Status201Created, typeof(TokenDocument))
            .Refuses(StatusCodes.Status409Conflict);

        var token = routes.MapGroup("/tokens/{id}");
        token.WithMetadata(DescribedParameter.TokenId);
        token.MapCommand(HttpMethods.Post, "/deactivate", call => WithIdAsync(call, id => call.WithFenceAsync(
            when => ChangeAsync(call, id, (actor, token, cancellationToken) => call.Manager.DeactivateTokenAsync(actor, token, when, cancellationToken)))))
            .Describe("Deactivates an active auth token.")
            .Answers(StatusCodes.Status200OK, typeof(TokenDocument))
            .CanBeFenced(typeof(TokenDocument))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Post, "/resume", call => WithIdAsync(call, id => ChangeAsync(call, id, call.Manager.ResumeTokenAsync)))
            .Describe("Resumes a deactivated auth token.")
            .Answers(StatusCodes.Status200OK, typeof(TokenDocument))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Delete, "", call => WithIdAsync(call, id => call.WithFenceAsync(when => DeleteAsync(call, id, when))))
            .Describe("Deletes a deactivated or expired auth token for good. With a fence, the answer tells what it waited for.")
            .AnswersNothing(StatusCodes.Status204NoContent)
            .Answers(StatusCodes.Status200OK, typeof(FencedDocument))
            .CanBeFenced(typeof(FencedDocument))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Post, "/reveal", call => WithIdAsync(call, id => RevealAsync(call, id)))
            .Describe("Shows the secret of an auth token again, where the host keeps secrets. Audited.")
            .Answers(StatusCodes.Status200OK, typeof(SecretDocument))
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(ManagementCall call)
    {
        var result = await call.Manager.GetAccountAsync(call.Actor, call.CancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return call.Refuse(result.Refusal);
        }

        var uses = await call.Manager.GetTokenUsageAsync(call.Actor, call.CancellationToken).ConfigureAwait(false);
        if (!uses.IsSuccess)
        {
            return call.Refuse(uses.Refusal);
        }

        var now = call.Now;
        var tokens = result.Value.Tokens
            .OrderBy(token => token.CreatedAt).ThenBy(token => token.Id.ToString(), StringComparer.Ordinal)
            .Select(token => TokenDocument.Of(token, now, lastUse: uses.Value.TryGetValue(token.Id, out var use) ? use : null));
        return TypedResults.Json(new TokenListDocument(result.Value.Version, AccountAccess.MaxTokens, [.. tokens]), ApiAccessJson.Default.TokenListDocument);
    }

    private static async Task<IResult> CreateAsync(ManagementCall call, NewTokenBody body)
    {
        var errors = new FieldErrors();
        var name = errors.Read("name", body.Name, AuthTokenName.Parse);
        var expiresOn = errors.Read("expiresOn", body.ExpiresOn, ParseDate);
        var userId = errors.Read("userId", body.UserId, UserId.Parse);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var result = await call.Manager
            .CreateTokenAsync(call.Actor, new NewAuthToken
            {
                Name = name!,
                ExpiresOn = expiresOn,
                UserId = userId,
            }, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? Answer(TokenDocument.Of(result.Value.Token, call.Now, result.Value.Secret.Reveal()), StatusCodes.Status201Created)
            : call.Refuse(result.Refusal);
    }

    private static Task<IResult> WithIdAsync(ManagementCall call, Func<AuthTokenId, Task<IResult>> handler) =>
        AuthTokenId.TryParse(call.RouteText("id"), out var id)
            ? handler(id)
            : Task.FromResult<IResult>(FieldErrors.Of(
                "id", $"'{FieldErrors.Shown(call.RouteText("id"))}' is no auth token id. An id is 32 lower-case hexadecimal digits, as the list of tokens gives it."));

    private static async Task<IResult> ChangeAsync(
        ManagementCall call, AuthTokenId id, Func<Actor, AuthTokenId, CancellationToken, Task<ManagementResult<AuthToken>>> change)
    {
        var result = await change(call.Actor, id, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? Answer(TokenDocument.Of(result.Value, call.Now, fence: result.Fence), FenceQuery.Status(result.Fence))
            : call.Refuse(result.Refusal, id.ToString());
    }

    private static async Task<IResult> DeleteAsync(ManagementCall call, AuthTokenId id, RevocationWait when)
    {
        var result = await call.Manager.DeleteTokenAsync(call.Actor, id, when, call.CancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return call.Refuse(result.Refusal, id.ToString());
        }

        return FenceDocument.Of(result.Fence) is { } fence
            ? TypedResults.Json(new FencedDocument(fence), ApiAccessJson.Default.FencedDocument, statusCode: FenceQuery.Status(result.Fence))
            : TypedResults.NoContent();
    }

    private static async Task<IResult> RevealAsync(ManagementCall call, AuthTokenId id)
    {
        var result = await call.Manager.RevealTokenAsync(call.Actor, id, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(new SecretDocument(result.Value.Reveal()), ApiAccessJson.Default.SecretDocument)
            : call.Refuse(result.Refusal, id.ToString());
    }

    private static JsonHttpResult<TokenDocument> Answer(TokenDocument token, int status) =>
        TypedResults.Json(token, ApiAccessJson.Default.TokenDocument, statusCode: status);

    /// <summary>R12: a date and nothing else, so that no time zone can move it.</summary>
    private static LocalDate ParseDate(string? text) => LocalDatePattern.Iso.Parse(text ?? "") is { Success: true, Value: var date }
        ? date
        : throw new FormatException($"'{FieldErrors.Shown(text)}' is no date. Give a date of the calendar as yyyy-MM-dd, like 2027-01-31.");
}

/// <summary>What a Super Admin chooses (R11).</summary>
internal sealed record NewTokenBody(string? Name, string? ExpiresOn, string? UserId) : IRequestBody
{
    public static string Shape => "Send an object with the texts name, expiresOn (yyyy-MM-dd) and userId, and nothing else.";
}

/// <param name="Version">The account's version, which is that of the newest entry of its history.</param>
/// <param name="Limit">How many tokens an account can have (R10).</param>
/// <param name="Tokens">The tokens, oldest first.</param>
internal sealed record TokenListDocument(long Version, int Limit, IReadOnlyList<TokenDocument> Tokens);

/// <summary>A token at an instant. No record: its <c>ToString</c> would print the secret of a new one.</summary>
internal sealed class TokenDocument
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string UserId { get; init; }

    public required string State { get; init; }

    public required string ExpiresAt { get; init; }

    public required string CreatedAt { get; init; }

    public required string Hint { get; init; }

    /// <summary>In the list, and absent where no use is known.</summary>
    public string? LastUsedAt { get; init; }

    /// <summary>Absent also where the host does not have client addresses recorded.</summary>
    public string? LastUsedFrom { get; init; }

    /// <summary><see langword="true"/> where the secret can be revealed (R14), and absent elsewhere.</summary>
    public bool? IsSecretKept { get; init; }

    public string? Secret { get; init; }

    /// <summary>What a fenced revocation waited for, and absent elsewhere.</summary>
    public FenceDocument? Fence { get; init; }

    public static TokenDocument Of(AuthToken token, Instant now, string? secret = null, FenceResult? fence = null, TokenUsage? lastUse = null) => new()
    {
        Id = token.Id.ToString(),
        Name = token.Name.Value,
        UserId = token.UserId.Value,
        State = ApiAccessJson.Name(token.StateAt(now)),
        ExpiresAt = ApiAccessJson.Text(token.ExpiresAt),
        CreatedAt = ApiAccessJson.Text(token.CreatedAt),
        Hint = token.Hint,
        LastUsedAt = lastUse is { At: var at } ? ApiAccessJson.Text(at) : null,
        LastUsedFrom = lastUse?.ClientAddress?.ToString(),
        IsSecretKept = token.ProtectedSecret is null ? null : true,
        Secret = secret,
        Fence = FenceDocument.Of(fence),
    };
}

/// <summary>A secret in clear. No record: its <c>ToString</c> would print it.</summary>
internal sealed class SecretDocument(string secret)
{
    public string Secret { get; } = secret;
}
