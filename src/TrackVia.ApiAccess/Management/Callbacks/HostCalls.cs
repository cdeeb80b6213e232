namespace TrackVia.ApiAccess.Management.Callbacks;

/// <summary>The services of the host that commands call.</summary>
/// <param name="Protector">Encrypts the credentials that must be shown again.</param>
/// <param name="Directory">Finds the host's users.</param>
internal sealed record HostCalls(ProtectorCalls Protector, DirectoryCalls Directory);
