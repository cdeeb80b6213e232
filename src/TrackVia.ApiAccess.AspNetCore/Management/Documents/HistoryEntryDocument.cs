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
        var subject = change.Subject;
        return new(change.Version, ManagementJson.Text(change.At), change.By.Value, ManagementJson.Name(change.Kind))
        {
            TokenId = subject.TokenId?.ToString(),
            TokenName = subject.TokenName?.Value,
            UserId = subject.UserId?.Value,
            IsApiUser = subject.User?.IsApiUser,
            IsEnabled = subject.User?.IsEnabled,
        };
    }
}
