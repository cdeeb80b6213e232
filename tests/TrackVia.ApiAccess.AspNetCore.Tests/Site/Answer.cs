using System.Net;
using System.Text.Json;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>An answer, read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Reason => Json.GetProperty("reason").GetString();

    public IEnumerable<string> Fields => Json.GetProperty("errors").EnumerateObject().Select(property => property.Name);

    public string Error(string field) => Json.GetProperty("errors").GetProperty(field)[0].GetString()!;

    /// <summary>Returns the values of a header in one line; empty if the header is missing.</summary>
    public string Header(string name) => string.Join(
        ", ",
        Headers.Split('\n').Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..].TrimEnd()));

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.ToString() + response.Content.Headers,
        response.Content.Headers.ContentType?.MediaType);
}
