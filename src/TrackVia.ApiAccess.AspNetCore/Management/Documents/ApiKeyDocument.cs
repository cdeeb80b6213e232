namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>An API key in clear. Not a record, because its <c>ToString</c> would print the key.</summary>
internal sealed class ApiKeyDocument(string apiKey, string createdAt)
{
    public string ApiKey { get; } = apiKey;

    public string CreatedAt { get; } = createdAt;
}
