using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Responses;

/// <summary>The problem of a challenge. Its body is written at the end of the pipeline, because another scheme of the same policy may still challenge.</summary>
/// <remarks>
/// The status and headers of a response cannot change once it has started, so a challenge that wrote its body would break every later handler. A problem
/// with credentials that the request has is decisive: neither the order of the schemes nor another scheme's redirect changes it (R23, R25).
/// A problem of missing credentials does not replace a redirect to a sign-in page.
/// </remarks>
internal sealed class PendingProblem
{
    private readonly Problem _problem;
    private readonly bool _isDecisive;

    private PendingProblem(Problem problem, bool isDecisive) => (_problem, _isDecisive) = (problem, isDecisive);

    private (bool, int) Rank => (_isDecisive, _problem.Status);

    /// <summary>Sets the status now and stores the body. Of several problems, a decisive one takes precedence, then the one with the highest status.</summary>
    public static void Set(HttpContext context, Problem problem, bool isDecisive)
    {
        var pending = new PendingProblem(problem, isDecisive);
        if (context.Response.HasStarted || (context.Features.Get<PendingProblem>() is { } earlier && earlier.Rank.CompareTo(pending.Rank) > 0))
        {
            return;
        }

        context.Features.Set(pending);
        if (isDecisive || !IsRedirect(context.Response))
        {
            context.Response.StatusCode = problem.Status;
        }

        // The host's error page would treat a response without a body as unhandled.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }
    }

    private static bool IsRedirect(HttpResponse response) => response.StatusCode is >= StatusCodes.Status300MultipleChoices and < StatusCodes.Status400BadRequest;

    private Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        // Set by another scheme's challenge. Any other status is the host's own, and is not changed.
        if (_isDecisive && (IsRedirect(response) || response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
        {
            response.StatusCode = _problem.Status;
        }

        if (response.StatusCode != _problem.Status)
        {
            return Task.CompletedTask;
        }

        response.Headers.Remove("Location"); // Another scheme's sign-in page, with the query, which may contain a credential.
        return _problem.ExecuteAsync(context);
    }

    /// <summary>Writes the pending problem. As a startup filter, this is the outermost middleware, wherever the host authenticates.</summary>
    internal sealed class Writer : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(pipeline => context =>
            {
                var run = pipeline(context);
                return run.IsCompletedSuccessfully ? WritePendingAsync(context) : WriteAfterAsync(run, context);
            });
            next(app);
        };

        private static async Task WriteAfterAsync(Task run, HttpContext context)
        {
            await run.ConfigureAwait(false);
            await WritePendingAsync(context).ConfigureAwait(false);
        }

        private static Task WritePendingAsync(HttpContext context) =>
            context.Response.StatusCode >= StatusCodes.Status300MultipleChoices && context.Features.Get<PendingProblem>() is { } pending
                ? pending.WriteAsync(context)
                : Task.CompletedTask;
    }
}
