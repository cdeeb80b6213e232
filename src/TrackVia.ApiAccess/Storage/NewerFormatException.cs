namespace TrackVia.ApiAccess.Storage;

/// <summary>What was stored is whole, and a newer version of the library wrote it.</summary>
internal sealed class NewerFormatException(string message) : FormatException(message);
