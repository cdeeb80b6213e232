using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the credentials of an API to an <see cref="HttpClient"/>.</summary>
public static class ApiAccessHttpClientBuilderExtensions
{
    /// <summary>Adds the API key as <c>user_key</c> and the auth token as Bearer to every request of this client (R3).</summary>
    /// <remarks>
    /// <para>
    /// Credentials are sent only to <see cref="ApiAccessClientOptions.BaseAddress"/>: a request for another scheme, host or port throws
    /// <see cref="InvalidOperationException"/> before anything is sent, and so does a request that already has a credential. Redirects are not
    /// followed: the caller receives the 3xx response. Credentials are added after all other handlers of the client, which never see them.
    /// </para>
    /// <para>The client's logging prints both headers as redacted. Invalid options fail at start, without repeating a credential.</para>
    /// <para>Calling it again for a client is safe: the credentials are added once, and all given options apply.</para>
    /// </remarks>
    /// <param name="builder">The client's registration, as <c>AddHttpClient</c> returns it.</param>
    /// <param name="configure">Sets address and credentials.</param>
    /// <returns>The builder.</returns>
    public static IHttpClientBuilder AddApiAccess(this IHttpClientBuilder builder, Action<ApiAccessClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        builder.Services.AddOptions<ApiAccessClientOptions>(name).Configure(configure).PostConfigure(CredentialText.Trim).ValidateOnStart();
        if (builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is ApiAccessClientOptionsValidator validator && validator.ClientName == name))
        {
            // A second handler would mistake the credentials of the first for the caller's.
            return builder;
        }

        builder.Services.AddSingleton<IValidateOptions<ApiAccessClientOptions>>(new ApiAccessClientOptionsValidator(name));
        builder.Services.AddSingleton<IHttpMessageHandlerBuilderFilter>(services =>
            new ApiAccessHandlerFilter(services.GetRequiredService<IOptionsMonitor<ApiAccessClientOptions>>(), name));
        builder.Services.PostConfigure<HttpClientFactoryOptions>(name, Redact);
        return builder
            .ConfigureHttpClient((services, client) => client.BaseAddress ??= services.GetRequiredService<IOptionsMonitor<ApiAccessClientOptions>>().Get(name).BaseAddress)
            .ConfigurePrimaryHttpMessageHandler((handler, _) => StayWithinTheApi(handler));
    }

    /// <inheritdoc cref="AddApiAccess(IHttpClientBuilder, Action{ApiAccessClientOptions})"/>
    /// <param name="builder">The client's registration, as <c>AddHttpClient</c> returns it.</param>
    /// <param name="section">Contains <c>BaseAddress</c>, <c>ApiKey</c>, <c>AuthToken</c> and, if needed, the other options by their names. When it is reloaded, the new values take effect.</param>
    public static IHttpClientBuilder AddApiAccess(this IHttpClientBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<ApiAccessClientOptions>>(
            new ConfigurationChangeTokenSource<ApiAccessClientOptions>(builder.Name, section));
        return builder.AddApiAccess(options =>
        {
            options.BaseAddress = Uri.TryCreate(section[nameof(options.BaseAddress)], UriKind.Absolute, out var address) ? address : null;
            options.ApiKey = section[nameof(options.ApiKey)];
            options.AuthToken = section[nameof(options.AuthToken)];
            options.UseUserKeyAlias = IsTrue(section, nameof(options.UseUserKeyAlias));
            options.AllowInsecureHttp = IsTrue(section, nameof(options.AllowInsecureHttp));
            options.UseServiceDiscovery = IsTrue(section, nameof(options.UseServiceDiscovery));
        });
    }

    private static bool IsTrue(IConfiguration section, string key) => bool.TryParse(section[key], out var value) && value;

    /// <summary>Redacts both headers in addition to those that already are. By default all headers are redacted.</summary>
    private static void Redact(HttpClientFactoryOptions options)
    {
        var others = options.ShouldRedactHeaderValue;
        options.ShouldRedactHeaderValue = header => CredentialHeaders.Carries(header) || others(header);
    }

    private static void StayWithinTheApi(HttpMessageHandler handler)
    {
        switch (handler)
        {
            case SocketsHttpHandler sockets:
                sockets.AllowAutoRedirect = false;
                break;
            case HttpClientHandler client:
                client.AllowAutoRedirect = false;
                break;
        }
    }
}
