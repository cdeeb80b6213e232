using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Credentials;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.AspNetCore.SignIn;
using TrackVia.ApiAccess.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>ASP.NET Core extensions of <see cref="ApiAccessBuilder"/>.</summary>
public static class ApiAccessBuilderAspNetCoreExtensions
{
    /// <summary>Maps a signed-in principal to its user in the host. Required by <c>MapApiAccess</c> and <see cref="KeepApiUsersOut(ApiAccessBuilder, string)"/> (R4, R18).</summary>
    /// <remarks>The mapping runs for each management call, and for each request with a session that the guard judges, so that permissions are never stale.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="map">
    /// Returns the user of a principal; <see langword="null"/> for a principal that is not a user of the host. Such a principal receives <c>403</c> from
    /// management calls and cannot be in a guarded console. A principal for which the mapping throws a <see cref="FormatException"/> counts as <see langword="null"/>.
    /// Called by many threads.
    /// </param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseCurrentUser(this ApiAccessBuilder builder, Func<ClaimsPrincipal, CurrentUser?> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return builder.UseCurrentUser((principal, _, _) => ValueTask.FromResult(map(principal)));
    }

    /// <summary>Maps a signed-in principal to its user in the host, with services of the request such as a <c>DbContext</c>.</summary>
    /// <remarks>The mapping is bounded by <see cref="ApiAccessOptions.HostCallbackTimeout"/>.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="map">The mapping, as for <see cref="UseCurrentUser(ApiAccessBuilder, Func{ClaimsPrincipal, CurrentUser})"/>. It receives the services of the request's scope.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseCurrentUser(
        this ApiAccessBuilder builder, Func<ClaimsPrincipal, IServiceProvider, CancellationToken, ValueTask<CurrentUser?>> map)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(map);
        builder.Services.Replace(ServiceDescriptor.Singleton(new CurrentUserMapping(map)));
        NodeService.AddTo(builder.Services);
        builder.Services.AddDataProtection();
        builder.Services.TryAddSingleton<AntiforgeryGuard>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, AuthorizationPolicyStartupFilter>());
        CallAuthenticationService.Decorate(builder.Services);
        return builder;
    }

    /// <summary>Keeps API Users and disabled users out of the console: they cannot sign in, and their sessions end (R5, R9).</summary>
    /// <remarks>
    /// <para>
    /// Guards the cookie that is the console's session, whether a form, OpenID Connect, another remote sign-in or a mobile app's sign-in issues it. The
    /// host's own <see cref="CookieAuthenticationEvents"/> run first.
    /// </para>
    /// <para>
    /// <c>SignInAsync</c> for a user who may not be in the console throws a <see cref="AspNetCore.Http.BadHttpRequestException"/> with status 403, and issues no
    /// cookie. In a host with <c>UseExceptionHandler</c> the response has the reason as problem details. A request with a session loads the user's account once. While the
    /// store does not respond, sessions are not accepted and do not end, and requests that need a session receive 503 (R25).
    /// </para>
    /// <para>For single sign-on and expiring passwords see <see cref="ApiUserPolicy"/> (R6, R7).</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="cookieScheme">The scheme of the console's cookie, such as <see cref="CookieAuthenticationDefaults.AuthenticationScheme"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="cookieScheme"/> is empty.</exception>
    public static ApiAccessBuilder KeepApiUsersOut(this ApiAccessBuilder builder, string cookieScheme) =>
        builder.KeepApiUsersOut(cookieScheme, StringComparer.Ordinal);

    /// <inheritdoc cref="KeepApiUsersOut(ApiAccessBuilder, string)"/>
    /// <param name="builder">The builder.</param>
    /// <param name="cookieScheme">The scheme of the console's cookie, such as <see cref="CookieAuthenticationDefaults.AuthenticationScheme"/>.</param>
    /// <param name="userIdComparer">
    /// Compares the ids of users as the host's own sign-in does: <see cref="StringComparer.OrdinalIgnoreCase"/> where people may type their name in any case and the
    /// principal has the name as typed.
    /// </param>
    public static ApiAccessBuilder KeepApiUsersOut(this ApiAccessBuilder builder, string cookieScheme, StringComparer userIdComparer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(cookieScheme);
        ArgumentNullException.ThrowIfNull(userIdComparer);
        builder.Services.AddExceptionHandler<SignInRefusedException.Response>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, CurrentUserMapping.StartupCheck>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, PendingProblem.Writer>());
        builder.Services.AddOptions<CookieAuthenticationOptions>(cookieScheme).PostConfigure<IServiceProvider>((options, services) =>
        {
            var guard = ActivatorUtilities.CreateInstance<ConsoleGuard>(services, userIdComparer);
            options.Events = new GuardedCookieEvents(options.Events, options.EventsType, guard);
            options.EventsType = null;
        });
        return builder;
    }

    /// <summary>Protects secrets that must be shown again with the host's Data Protection (R2, R14).</summary>
    /// <remarks>
    /// Persist its keys where they outlive the process, and set the application name (<c>SetApplicationName</c>), which by default is the
    /// path of the application's folder. If either is lost, secrets cannot be shown, but still work. The log explains why a secret cannot be shown.
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
