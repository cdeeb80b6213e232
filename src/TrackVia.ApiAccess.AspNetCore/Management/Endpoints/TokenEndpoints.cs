using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The auth tokens: list, create, and the changes of their lifecycle (R10 to R17).</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/tokens", ListAsync)
            .WithSummary("Lists the account's auth tokens, oldest first.")
            .Produces(StatusCodes.Status200OK, typeof(TokenListDocument));
        routes.MapCommand(HttpMethods.Post, "/tokens", ManagementJson.Default.NewTokenBody, CreateAsync)
            .WithSummary("Creates an auth token. Only this response contains its secret.")
            .Produces(StatusCodes.Status201Created, typeof(TokenDocument))
            .ProducesRefusal(StatusCodes.Status409Conflict);

        var token = routes.MapGroup("/tokens/{id}");
        token.WithMetadata(DescribedParameter.TokenId);
        token.MapCommand(HttpMethods.Post, "/deactivate", call => WithIdAsync(call, id => call.WithFenceAsync(
            when => DeactivateAsync(call, id, when))))
            .WithSummary("Deactivates an active auth token.")
            .Produces(StatusCodes.Status200OK, typeof(TokenDocument))
            .WithFence(typeof(TokenDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Post, "/resume", call => WithIdAsync(call, id => ResumeAsync(call, id)))
            .WithSummary("Resumes a deactivated auth token.")
            .Produces(StatusCodes.Status200OK, typeof(TokenDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Delete, "", call => WithIdAsync(call, id => call.WithFenceAsync(when => DeleteAsync(call, id, when))))
            .WithSummary("Deletes a deactivated or expired auth token permanently. With fence=true, the response lists the nodes that it waited for.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status200OK, typeof(FencedDocument))
            .WithFence(typeof(FencedDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        token.MapCommand(HttpMethods.Post, "/reveal", call => WithIdAsync(call, id => RevealAsync(call, id)))
            .WithSummary("Returns the secret of an auth token again, where the host keeps secrets. The history records it.")
            .Produces(StatusCodes.Status200OK, typeof(SecretDocument))
            .ProducesRefusal(StatusCodes.Status404NotFound);
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
        return TypedResults.Json(new TokenListDocument(result.Value.Version, AccountAccess.MaxTokens, [.. tokens]), ManagementJson.Default.TokenListDocument);
    }

    private static async Task<IResult> CreateAsync(ManagementCall call, NewTokenBody body)
    {
        var errors = new FieldErrors();
        var name = errors.Read<AuthTokenName?>("name", body.Name, AuthTokenName.TryParse);
        var expiresOn = errors.Read<LocalDate>("expiresOn", body.ExpiresOn, TryParseDate);
        var userId = errors.Read<UserId>("userId", body.UserId, UserIdField.TryParse);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var result = await call.Manager
            .CreateTokenAsync(call.Actor, new NewAuthToken { Name = name!, ExpiresOn = expiresOn, UserId = userId }, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? Respond(TokenDocument.Of(result.Value.Token, call.Now, result.Value.Secret.Reveal()), StatusCodes.Status201Created)
            : call.Refuse(result.Refusal);
    }

    private static Task<IResult> WithIdAsync(ManagementCall call, Func<AuthTokenId, Task<IResult>> handler) =>
        AuthTokenId.TryParse(call.RouteText("id"), out var id)
            ? handler(id)
            : Task.FromResult<IResult>(FieldErrors.Of(
                "id", $"'{FieldErrors.Shown(call.RouteText("id"))}' is not an auth token id. An id has 32 lower-case hexadecimal digits, as in the list of tokens."));

    private static async Task<IResult> ResumeAsync(ManagementCall call, AuthTokenId id)
    {
        var result = await call.Manager.ResumeTokenAsync(call.Actor, id, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? Respond(TokenDocument.Of(result.Value, call.Now), StatusCodes.Status200OK)
            : call.Refuse(result.Refusal, id.ToString());
    }

    private static async Task<IResult> DeactivateAsync(ManagementCall call, AuthTokenId id, RevocationWait when)
    {
        var result = await call.Manager.DeactivateTokenAsync(call.Actor, id, when, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? Respond(TokenDocument.Of(result.Value, call.Now, fence: result.Fence), FenceQuery.Status(result.Fence))
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
            ? TypedResults.Json(new FencedDocument(fence), ManagementJson.Default.FencedDocument, statusCode: FenceQuery.Status(result.Fence))
            : TypedResults.NoContent();
    }

    private static async Task<IResult> RevealAsync(ManagementCall call, AuthTokenId id)
    {
        var result = await call.Manager.RevealTokenAsync(call.Actor, id, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(new SecretDocument(result.Value.Reveal()), ManagementJson.Default.SecretDocument)
            : call.Refuse(result.Refusal, id.ToString());
    }

    private static JsonHttpResult<TokenDocument> Respond(TokenDocument token, int status) =>
        TypedResults.Json(token, ManagementJson.Default.TokenDocument, statusCode: status);

    /// <summary>Parses a date without a time, so that no time zone can move it (R12).</summary>
    private static bool TryParseDate(string? text, out LocalDate date, out string? error)
    {
        var isDate = LocalDatePattern.Iso.Parse(text ?? "").TryGetValue(default, out date);
        error = isDate ? null : $"'{FieldErrors.Shown(text)}' is not a date. Send a date of the calendar as yyyy-MM-dd, such as 2027-01-31.";
        return isDate;
    }
}
