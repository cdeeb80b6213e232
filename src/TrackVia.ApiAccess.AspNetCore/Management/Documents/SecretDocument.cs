namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>A secret in clear. No record: its <c>ToString</c> would print it.</summary>
internal sealed class SecretDocument(string secret)
{
    public string Secret { get; } = secret;
}
