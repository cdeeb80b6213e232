namespace TrackVia.ApiAccess.Client;

/// <summary>The scheme, host and port of an address, to which credentials may be sent.</summary>
internal static class Origin
{
    /// <summary>Returns the origin as text, without a user name and a password in the address.</summary>
    public static string Of(Uri? address) => address is { IsAbsoluteUri: true } ? address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "a relative address";

    public static bool IsSame(Uri? address, Uri other) => address is { IsAbsoluteUri: true }
        && Uri.Compare(address, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Determines whether the traffic to an address is encrypted, or stays on this machine.</summary>
    public static bool IsSecure(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
