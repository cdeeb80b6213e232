using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Authentication;

namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>Chooses between this scheme and another, for endpoints that several schemes protect.</summary>
/// <remarks>
/// For hosts that want one scheme to authenticate each request, rather than all of a policy's. Such a host names a policy scheme, and lets it
/// forward: <c>AddPolicyScheme("Api", null, options =&gt; options.ForwardDefaultSelector = ApiAccessForwardSelector.OrElse("Bearer"))</c>.
/// </remarks>
public static class ApiAccessForwardSelector
{
    /// <summary>Returns a selector that forwards a request to this scheme if its token begins with <c>tvt_</c> or if it has a credential twice, and to the other scheme otherwise.</summary>
    /// <param name="otherScheme">The other scheme.</param>
    /// <returns>A selector for <c>ForwardDefaultSelector</c>. Safe for use by many threads.</returns>
    /// <exception cref="ArgumentException"><paramref name="otherScheme"/> is null or empty.</exception>
    public static Func<HttpContext, string?> OrElse(string otherScheme)
    {
        ArgumentException.ThrowIfNullOrEmpty(otherScheme);
        return context =>
        {
            var credentials = RequestCredentials.Read(context);
            return credentials.Ambiguity is not null || credentials.CarryOurToken ? ApiAccessDefaults.AuthenticationScheme : otherScheme;
        };
    }
}
