using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The account's audit, in pages by version (R26).</summary>
internal static class HistoryEndpoints
{
    private const int DefaultTake = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRead("/history", ReadAsync)
        .Describe($"Reads the account's audit entries, newest last: {DefaultTake}, or as many as take says, 1 to {IApiAccessStore.MaxPageSize}.")
        .Takes(DescribedParameter.After)
        .Takes(DescribedParameter.Take)
        .Answers(StatusCodes.Status200OK, typeof(HistoryDocument))
        .Refuses(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(ManagementCall call)
    {
        var errors = new FieldErrors();
        var after = errors.Read("after", call.QueryText("after"), text => ParseNumber(text, 0, long.MaxValue, absent: 0));
        var take = errors.Read("take", call.QueryText("take"), text => ParseNumber(text, 1, IApiAccessStore.MaxPageSize, DefaultTake));
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var result = await call.Manager.ReadHistoryAsync(call.Actor, after, (int)take, call.CancellationToken).ConfigureAwait(false);
        return result.IsSuccess
            ? TypedResults.Json(new HistoryDocument([.. result.Value.Select(HistoryEntryDocument.Of)]), ApiAccessJson.Default.HistoryDocument)
            : call.Refuse(result.Refusal);
    }

    private static long ParseNumber(string? text, long least, long most, long absent) =>
        text is null ? absent
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"'{FieldErrors.Shown(text)}' is out of bounds. Give one whole number from {least} to {most}, or leave it out.");
}

internal sealed record HistoryDocument(IReadOnlyList<HistoryEntryDocument> Entries);

/// <summary>An audit entry for people: never a digest or a protected text.</summary>
internal sealed record HistoryEntryDocument(long Version, string At, string By, string Change)
{
    public string? TokenId { get; init; }

    public string? TokenName { get; init; }

    public string? UserId { get; init; }

    public bool? IsApiUser { get; init; }

    public bool? IsEnabled { get; init; }

    public static HistoryEntryDocument Of(AccessChange change)
    {
        var entry = new HistoryEntryDocument(
            change.Version, ApiAccessJson.Text(change.At), change.By.Value, ApiAccessJson.Name(change.Kind));
        return change switch
        {
            ApiKeyCreated => entry,
            AuthTokenCreated { Token: var token } =>
                entry.WithToken(token.Id) with { TokenName = token.Name.Value, UserId = token.UserId.Value },
            AuthTokenDeactivated { TokenId: var id } => entry.WithToken(id),
            AuthTokenResumed { TokenId: var id } => entry.WithToken(id),
            AuthTokenDeleted { TokenId: var id } => entry.WithToken(id),
            AuthTokenRevealed { TokenId: var id } => entry.WithToken(id),
            UserAccessChanged { User: var user } =>
                entry with { UserId = user.UserId.Value, IsApiUser = user.IsApiUser, IsEnabled = user.IsEnabled },
            UserRemoved { UserId: var userId } => entry with { UserId = userId.Value },
            _ => throw new ArgumentException($"The history does not know how to show {change.Kind}; add it.", nameof(change)),
        };
    }

    private HistoryEntryDocument WithToken(AuthTokenId id) => this with { TokenId = id.ToString() };
}
