namespace TrackVia.ApiAccess.Management.Callbacks;

/// <summary>The services of the host that commands call.</summary>
/// <param name="Protector">Encrypts the credentials that must be shown again.</param>
/// <param name="Directory">Finds the host's users.</param>
internal sealed record HostCalls(ProtectorCalls Protector, DirectoryCalls Directory)
{
    /// <summary>Gets the same services for commands in a transaction of the host, which must not be idle for long.</summary>
    public HostCalls WhenJoined => new(Protector.WhenJoined, Directory.WhenJoined);
}
