using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>One management call that has passed the filters: who asks, what for, and the manager that carries it out.</summary>
internal sealed class ManagementCall(HttpContext context)
{
    public HttpContext Context => context;

    public Actor Actor { get; } = context.Features.GetRequiredFeature<Actor>();

    public ApiAccessManager Manager => Service<ApiAccessManager>();

    public Instant Now => Service<IClock>().GetCurrentInstant();

    public CancellationToken CancellationToken => context.RequestAborted;

    public T Service<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    /// <summary>A value of the route; every pattern that a handler is mapped on has it.</summary>
    public string RouteText(string name) => (string)context.GetRouteValue(name)!;

    /// <summary>A value of the query, joined with commas when it comes more than once; <see langword="null"/> when it does not come.</summary>
    public string? QueryText(string name) => context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>The values of the query that has this name several times; empty when it does not come.</summary>
    public IReadOnlyList<string?> QueryTexts(string name) => context.Request.Query[name];

    /// <summary>The answer to a refusal. An id that the account does not have may be a probe of another's: the security log tells (T11).</summary>
    public Problem Refuse(CommandRefusal refusal, string? id = null)
    {
        if (id is not null && refusal.Reason is CommandRefusalReason.TokenNotFound or CommandRefusalReason.UserNotFound)
        {
            Log.UnknownId(Service<ILogger<ManagementCall>>(), CredentialText.Redact(id), Actor.AccountId, Actor.UserId);
        }

        return RefusalProblem.Of(refusal);
    }
}
