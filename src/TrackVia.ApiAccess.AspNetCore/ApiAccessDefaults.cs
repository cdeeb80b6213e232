namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The names that a host meets.</summary>
public static class ApiAccessDefaults
{
    /// <summary>The authentication scheme: <c>ApiAccess</c>. It is never a host's default scheme by itself.</summary>
    public const string AuthenticationScheme = "ApiAccess";
}
