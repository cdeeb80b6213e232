namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>A secret in clear. Not a record, because its <c>ToString</c> would print the secret.</summary>
internal sealed class SecretDocument(string secret)
{
    public string Secret { get; } = secret;
}
