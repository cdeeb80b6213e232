namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

internal sealed record HistoryDocument(IReadOnlyList<HistoryEntryDocument> Entries);
