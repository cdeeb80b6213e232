using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>The host's one mapping from a principal to its user, for the management calls, the page and the guard of the console.</summary>
internal sealed record CurrentUserMapping(Func<ClaimsPrincipal, IServiceProvider, CancellationToken, ValueTask<CurrentUser?>> MapAsync)
{
    public const string Name = "UseCurrentUser mapping";

    public const string Remedy = "Call services.AddApiAccess().UseCurrentUser(principal => ...) with the mapping of the host's principal to its user.";

    /// <summary>Stops the start of a host that guards its console without saying whose a session is.</summary>
    internal sealed class StartupCheck(IServiceProvider services) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => services.GetService<CurrentUserMapping>() is not null
            ? next
            : throw new InvalidOperationException($"KeepApiUsersOut cannot find the user of a session. {Remedy}");
    }
}
