using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The log events: hosts alert on their ids, so none is used twice, and the documentation has them all.</summary>
public class EventTests
{
    private static readonly IReadOnlyList<(string Category, LoggerMessageAttribute Event)> Events =
    [
        .. from assembly in new[] { typeof(ApiAccessValidator).Assembly, typeof(ApiAccessDefaults).Assembly, typeof(PostgreSqlApiAccessBuilderExtensions).Assembly }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           orderby attribute.EventId
           select (type.Namespace!, attribute),
    ];

    [Fact]
    public void No_event_id_is_used_twice() => Assert.Distinct(Events.Select(entry => entry.Event.EventId));

    [Fact]
    public void The_documentation_has_every_event() => FreshText.IsFresh(
        Repository.PathOf("docs/observability.md"), text => FreshText.Between(text, "events", Table()));

    private static string Table() => string.Concat(
        (string[])[
            "| id | level | namespace | message |\n|---|---|---|---|\n",
            .. Events.Select(entry => $"| {entry.Event.EventId} | {entry.Event.Level} | `{entry.Category}` | {entry.Event.Message} |\n"),
        ]);
}
