using System.Net;
using System.Net.Sockets;

namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The network that a client controls, for limits by client.</summary>
public static class ClientNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>Returns the network of a client's address: an IPv6 client usually controls a whole /64 network, and an IPv4 client one address.</summary>
    /// <param name="address">The client's address. Behind a proxy, <c>UseForwardedHeaders</c> sets it. <see langword="null"/> for a connection without an address.</param>
    /// <returns>The first address of the network. An IPv4 address that is mapped to IPv6 is returned as IPv4.</returns>
    public static IPAddress Of(IPAddress? address)
    {
        address ??= IPAddress.None;
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
