using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>A management call that has passed the filters: its actor, its parameters, and the manager that executes it.</summary>
internal sealed class ManagementCall(HttpContext context)
{
    public HttpContext Context => context;

    public Actor Actor { get; } = context.Features.GetRequiredFeature<Actor>();

    public ApiAccessManager Manager => Service<ApiAccessManager>();

    public Instant Now => Service<IClock>().GetCurrentInstant();

    public CancellationToken CancellationToken => context.RequestAborted;

    public T Service<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    /// <summary>Returns a value of the route, which every pattern of the handler must have.</summary>
    public string RouteText(string name) => (string)context.GetRouteValue(name)!;

    /// <summary>Returns a value of the query, joined with commas when the query has it several times; <see langword="null"/> when it is absent.</summary>
    public string? QueryText(string name) => context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>Returns all values of a name in the query; empty when it is absent.</summary>
    public IReadOnlyList<string?> QueryTexts(string name) => context.Request.Query[name];

    /// <summary>Returns the response to a refusal. Logs an id that the account does not have, which may be a probe of another account's (T11).</summary>
    public Problem Refuse(CommandRefusal refusal, string? id = null)
    {
        if (id is not null && refusal.Reason is CommandRefusalReason.TokenNotFound or CommandRefusalReason.UserNotFound)
        {
            Log.UnknownId(Service<ILogger<ManagementCall>>(), CredentialText.Redact(id), Actor.AccountId, Actor.UserId);
        }

        return RefusalProblem.Of(refusal);
    }
}
