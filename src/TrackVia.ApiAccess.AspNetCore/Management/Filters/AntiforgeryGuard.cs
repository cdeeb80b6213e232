using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>The framework's antiforgery with its own header and cookie, separate from the host's (T9).</summary>
/// <remarks>
/// The framework has one set of antiforgery options per container, so this one has its own container. It shares only the Data Protection keys with the
/// host's, under another purpose.
/// </remarks>
internal sealed class AntiforgeryGuard : IDisposable
{
    public const string HeaderName = "X-CSRF-TOKEN";
    public const string CookieName = ".TrackVia.ApiAccess.Antiforgery";

    private readonly ServiceProvider _services;
    private readonly IAntiforgery _antiforgery;

    public AntiforgeryGuard(IDataProtectionProvider dataProtection, ILoggerFactory loggers)
    {
        _services = new ServiceCollection()
            .AddSingleton(loggers)
            .AddSingleton<IDataProtectionProvider>(dataProtection.CreateProtector("TrackVia.ApiAccess.Antiforgery.v1"))
            .AddAntiforgery(options =>
            {
                options.HeaderName = HeaderName;
                options.SuppressReadingTokenFromFormBody = true;
                options.SuppressXFrameOptionsHeader = true;
                options.Cookie.Name = CookieName;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            })
            .BuildServiceProvider();
        _antiforgery = _services.GetRequiredService<IAntiforgery>();
    }

    /// <summary>Returns a token for an actor's changes, and adds its cookie to the response.</summary>
    public string IssueToken(HttpContext context, Actor actor) => _antiforgery.GetAndStoreTokens(Apart(context, actor)).RequestToken!;

    /// <summary>Determines whether a change has the actor's token and its cookie.</summary>
    public Task<bool> IsValidAsync(HttpContext context, Actor actor) => _antiforgery.IsRequestValidAsync(Apart(context, actor));

    public void Dispose() => _services.Dispose();

    /// <summary>
    /// Returns the same request without its other features, because the framework caches tokens in a feature and would confuse the host's with ours.
    /// Tokens are bound to the actor, who always has a name. A principal may have none, for which the framework throws.
    /// </summary>
    private static DefaultHttpContext Apart(HttpContext context, Actor actor)
    {
        var features = new FeatureCollection();
        features.Set(context.Features.GetRequiredFeature<IHttpRequestFeature>());
        features.Set(context.Features.GetRequiredFeature<IHttpResponseFeature>());
        features.Set(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        return new DefaultHttpContext(features)
        {
            RequestServices = context.RequestServices,
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", $"{actor.AccountId} {actor.UserId}")], nameof(Actor))),
        };
    }
}
