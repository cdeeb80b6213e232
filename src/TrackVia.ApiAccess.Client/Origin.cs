namespace TrackVia.ApiAccess.Client;

/// <summary>Scheme, host and port of an address: where credentials may go.</summary>
internal static class Origin
{
    /// <summary>The origin as text. A user name and a password in the address are left out.</summary>
    public static string Of(Uri? address) => address is { IsAbsoluteUri: true } ? address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "no absolute address";

    public static bool IsSame(Uri? address, Uri other) => address is { IsAbsoluteUri: true }
        && Uri.Compare(address, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Whether the traffic to an address is encrypted, or stays on this machine.</summary>
    public static bool IsSecure(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
