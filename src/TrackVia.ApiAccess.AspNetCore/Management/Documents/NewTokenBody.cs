namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>What a Super Admin chooses (R11).</summary>
internal sealed record NewTokenBody(string? Name, string? ExpiresOn, string? UserId) : IRequestBody
{
    public static string Shape => "Send an object with the texts name, expiresOn (yyyy-MM-dd) and userId, and nothing else.";
}
