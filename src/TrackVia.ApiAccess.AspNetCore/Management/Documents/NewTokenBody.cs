namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The choices of a Super Admin for a new token (R11).</summary>
internal sealed record NewTokenBody(string? Name, string? ExpiresOn, string? UserId) : IRequestBody
{
    public static string Shape => "Send an object with the texts name, expiresOn (yyyy-MM-dd) and userId, and nothing else.";
}
