using TrackVia.ApiAccess.AspNetCore.Credentials;
using TrackVia.ApiAccess.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses what ASP.NET Core gives to API access.</summary>
public static class ApiAccessBuilderAspNetCoreExtensions
{
    /// <summary>Protects the secrets that must be shown again by the host's Data Protection (R2, R14).</summary>
    /// <remarks>Keep its keys where they outlive the process, beside the store: losing them costs display, not service.</remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseDataProtection(this ApiAccessBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        return builder.UseSecretProtector<DataProtectionSecretProtector>();
    }
}
