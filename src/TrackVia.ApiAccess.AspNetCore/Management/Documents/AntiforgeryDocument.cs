namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

internal sealed record AntiforgeryDocument(string Token);
