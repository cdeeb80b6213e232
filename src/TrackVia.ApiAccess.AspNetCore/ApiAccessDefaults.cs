namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The names that a host uses.</summary>
public static class ApiAccessDefaults
{
    /// <summary>The authentication scheme: <c>ApiAccess</c>. It never becomes a host's default scheme by itself.</summary>
    public const string AuthenticationScheme = "ApiAccess";

    /// <summary>The health check: <c>api-access</c>.</summary>
    public const string HealthCheck = "api-access";
}
