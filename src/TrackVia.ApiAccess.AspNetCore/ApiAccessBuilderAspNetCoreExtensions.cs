using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Credentials;
using TrackVia.ApiAccess.AspNetCore.Management;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.AspNetCore.SignIn;
using TrackVia.ApiAccess.Hosting;
using TrackVia.ApiAccess.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses what ASP.NET Core gives to API access.</summary>
public static class ApiAccessBuilderAspNetCoreExtensions
{
    /// <summary>Tells who asks: maps the signed-in principal to an <see cref="Actor"/>. Required by <c>MapApiAccess</c> (R4, R18).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="map">
    /// Gives the actor of a request whose user is signed in; <see langword="null"/> for a user who has no part in API access, which is answered
    /// with <c>403</c>. Called by many threads.
    /// </param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseActor(this ApiAccessBuilder builder, Func<HttpContext, Actor?> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return builder.UseActor(context => ValueTask.FromResult(map(context)));
    }

    /// <inheritdoc cref="UseActor(ApiAccessBuilder, Func{HttpContext, Actor})"/>
    public static ApiAccessBuilder UseActor(this ApiAccessBuilder builder, Func<HttpContext, ValueTask<Actor?>> map)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(map);
        builder.Services.Replace(ServiceDescriptor.Singleton(new ActorMapping(map)));
        NodeService.AddTo(builder.Services);
        builder.Services.AddDataProtection();
        builder.Services.TryAddSingleton<AntiforgeryGuard>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, AuthorizationPolicyStartupFilter>());
        CallAuthenticationService.Decorate(builder.Services);
        return builder;
    }

    /// <summary>Keeps API Users and disabled users out of the console: they cannot sign in, and a session that they have ends (R5, R9).</summary>
    /// <remarks>
    /// <para>
    /// Guards the cookie that is the console's session, whoever issues it: a form, OpenID Connect, another remote sign-in, a mobile app's. The
    /// host's own <see cref="CookieAuthenticationEvents"/> stay in force and are asked first.
    /// </para>
    /// <para>
    /// <c>SignInAsync</c> for somebody who may not be in the console throws a <see cref="AspNetCore.Http.BadHttpRequestException"/> of status 403, and issues no
    /// cookie; a host with <c>UseExceptionHandler</c> answers with the reason as problem details. A request with a session loads the user's account once. While the
    /// store cannot answer, sessions count for nothing without being ended, and what needs one is answered with 503 (R25).
    /// </para>
    /// <para>For single sign-on and expiring passwords see <see cref="ApiUserPolicy"/> (R6, R7).</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="cookieScheme">The scheme of the console's cookie, as <see cref="CookieAuthenticationDefaults.AuthenticationScheme"/>.</param>
    /// <param name="map">
    /// Returns the user of a principal; <see langword="null"/> for nobody of the host's, who may not be in the console. A mapping that throws counts as
    /// <see langword="null"/>, and is logged. Called by many threads.
    /// </param>
    /// <param name="userIdComparer">
    /// Compares the ids of users as the host's own sign-in does: <see cref="StringComparer.OrdinalIgnoreCase"/> where people may type their name in any case and the
    /// principal keeps what they typed. Default: <see cref="StringComparer.Ordinal"/>, as everywhere else.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="cookieScheme"/> is empty.</exception>
    public static ApiAccessBuilder KeepApiUsersOut(
        this ApiAccessBuilder builder, string cookieScheme, Func<ClaimsPrincipal, AccountUser?> map, StringComparer? userIdComparer = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(cookieScheme);
        ArgumentNullException.ThrowIfNull(map);
        builder.Services.AddExceptionHandler<SignInRefusedException.Response>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, PendingProblem.Writer>());
        builder.Services.AddOptions<CookieAuthenticationOptions>(cookieScheme).PostConfigure<IApiAccessStore, TimeProvider, ILoggerFactory>((options, store, time, loggers) =>
        {
            var guard = new ConsoleGuard(store, map, userIdComparer ?? StringComparer.Ordinal, time, loggers.CreateLogger<ConsoleGuard>());
            options.Events = new GuardedCookieEvents(options.Events, options.EventsType, guard);
            options.EventsType = null;
        });
        return builder;
    }

    /// <summary>Protects the secrets that must be shown again by the host's Data Protection (R2, R14).</summary>
    /// <remarks>
    /// Keep its keys where they outlive the process, beside the store, and set the application name (<c>SetApplicationName</c>), which otherwise is the
    /// path of the application's folder: losing either costs display, not service. Where a secret cannot be shown, the log says why.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseDataProtection(this ApiAccessBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        NodeService.AddTo(builder.Services);
        builder.Services.AddDataProtection();
        return builder.UseSecretProtector<DataProtectionSecretProtector>();
    }
}
