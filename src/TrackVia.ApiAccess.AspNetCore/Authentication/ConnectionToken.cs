using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>The auth token that was valid last on a connection, as its digest: who calls again sends it again, and most of a validation is to hash it.</summary>
/// <remarks>
/// It is recognised by the very string, which Kestrel keeps for a header that comes again: no contents are compared that others on a proxy's
/// connection could find out by time (T1). The digest is judged anew each time. HTTP/1.1 only: the requests of an HTTP/2 connection run at
/// once, and the connection's items take no lock.
/// </remarks>
internal sealed class ConnectionToken
{
    private static readonly object Key = new();

    private readonly string _authorization;
    private readonly CredentialDigest _digest;

    private ConnectionToken(string authorization, in CredentialDigest digest) => (_authorization, _digest) = (authorization, digest);

    /// <summary>Gets the digest of the token in this header, if it was remembered on the request's connection.</summary>
    public static bool TryRecall(HttpContext context, string? authorization, out CredentialDigest digest)
    {
        if (authorization is not null
            && ItemsOf(context)?.TryGetValue(Key, out var item) == true
            && item is ConnectionToken known
            && ReferenceEquals(known._authorization, authorization))
        {
            digest = known._digest;
            return true;
        }

        digest = default;
        return false;
    }

    /// <summary>Remembers the digest of the token in this header, and of no other, for as long as the connection lasts.</summary>
    public static void Remember(HttpContext context, string? authorization, in CredentialDigest digest)
    {
        if (authorization is not null && ItemsOf(context) is { } items)
        {
            items[Key] = new ConnectionToken(authorization, digest);
        }
    }

    private static IDictionary<object, object?>? ItemsOf(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<IConnectionItemsFeature>()?.Items : null;
}
