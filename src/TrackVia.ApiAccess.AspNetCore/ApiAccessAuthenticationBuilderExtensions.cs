using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Authentication;
using TrackVia.ApiAccess.AspNetCore.Connections;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Hosting;
using TrackVia.ApiAccess.Validation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the authentication scheme.</summary>
public static class ApiAccessAuthenticationBuilderExtensions
{
    /// <summary>Adds the scheme <see cref="ApiAccessDefaults.AuthenticationScheme"/>: an API key as <c>user_key</c> and an auth token as Bearer (R3, R23).</summary>
    /// <remarks>
    /// <para>
    /// A host has one scheme of this kind, and its name is fixed: policies, rate limits and OpenAPI documents refer to it. Calling the method again is safe: the
    /// scheme is added once, and all given options apply. Options from configuration are bound by
    /// <c>services.Configure&lt;ApiAccessAuthenticationOptions&gt;(ApiAccessDefaults.AuthenticationScheme, section)</c>.
    /// </para>
    /// <para>
    /// The scheme does not become the default scheme, not even as the only one: name it in the policies of the endpoints that it protects. The
    /// framework's HTTP logging, where the host uses it, prints its headers and query parameters as redacted.
    /// </para>
    /// </remarks>
    /// <param name="builder">The host's authentication.</param>
    /// <returns>The builder.</returns>
    public static AuthenticationBuilder AddApiAccess(this AuthenticationBuilder builder) => builder.AddApiAccess(_ => { });

    /// <inheritdoc cref="AddApiAccess(AuthenticationBuilder)"/>
    /// <param name="builder">The host's authentication.</param>
    /// <param name="configure">Sets the options of the scheme.</param>
    public static AuthenticationBuilder AddApiAccess(this AuthenticationBuilder builder, Action<ApiAccessAuthenticationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(ApiAccessAuthenticationHandler)))
        {
            // The framework refuses a second scheme of the name, and would run a second interceptor.
            builder.Services.Configure(ApiAccessDefaults.AuthenticationScheme, configure);
            return builder;
        }

        NodeService.AddTo(builder.Services);
        builder.AddScheme<ApiAccessAuthenticationOptions, ApiAccessAuthenticationHandler>(ApiAccessDefaults.AuthenticationScheme, configure);
        builder.Services.AddOptions<ApiAccessAuthenticationOptions>(ApiAccessDefaults.AuthenticationScheme)
            .Validate<IServiceProviderIsService>(
                (_, registered) => registered.IsService(typeof(ApiAccessValidator)),
                "The scheme ApiAccess cannot validate credentials, because services.AddApiAccess() was not called. Call it as well.")
            .ValidateOnStart();
        builder.Services.PostConfigure<AuthenticationOptions>(LeaveNoDefaultScheme);
        builder.Services.TryAddSingleton<QuietLoggerFactory>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, PendingProblem.Writer>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, QueryCredentialsWarning>());
        builder.Services.AddHttpLoggingInterceptor<HttpLoggingRedaction>();
        builder.Services.AddOptions<HubOptions>().Configure<IServiceProvider>(
            (hubs, services) => hubs.AddFilter(new PolledHubFilter(services.GetRequiredService<ConnectionAdmission>())));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HttpLoggingOptions>, HttpLoggingRedaction.Unlisting>());
        return builder;
    }

    /// <summary>The framework takes the only scheme for the default one, unless a default is named: the empty name, which no scheme has, is none.</summary>
    private static void LeaveNoDefaultScheme(AuthenticationOptions options)
    {
        if (options.Schemes.All(scheme => scheme.Name == ApiAccessDefaults.AuthenticationScheme))
        {
            options.DefaultScheme ??= "";
        }
    }
}
