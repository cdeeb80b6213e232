namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>An audit entry for people, without digests and protected texts.</summary>
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
            change.Version, ManagementJson.Text(change.At), change.By.Value, ManagementJson.Name(change.Kind));
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
            _ => throw new ArgumentException($"The history cannot show {change.Kind}. Add it.", nameof(change)),
        };
    }

    private HistoryEntryDocument WithToken(AuthTokenId id) => this with { TokenId = id.ToString() };
}
