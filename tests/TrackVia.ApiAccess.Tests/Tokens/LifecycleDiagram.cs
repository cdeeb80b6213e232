using System.Text;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Tests.Tokens;

/// <summary>Draws <see cref="AuthTokenLifecycle"/> as the README's Mermaid diagram: what is refused has no arrow.</summary>
internal static class LifecycleDiagram
{
    private const string Begin = "<!-- lifecycle:begin -->";
    private const string End = "<!-- lifecycle:end -->";

    public static string Draw()
    {
        var diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> Active: Create\n");
        foreach (var state in Enum.GetValues<AuthTokenState>())
        {
            foreach (var trigger in Enum.GetValues<AuthTokenTrigger>())
            {
                var transition = AuthTokenLifecycle.Decide(state, trigger);
                if (transition.IsGone)
                {
                    diagram.Append(null, $"    {state} --> [*]: {trigger}\n");
                }
                else if (transition.Next is { } next && next != state)
                {
                    diagram.Append(null, $"    {state} --> {next}: {Label(trigger)}\n");
                }
            }
        }

        return diagram.Append("```\n").ToString();
    }

    /// <summary>Puts the diagram between its two marks; the rest of the text stays as it is.</summary>
    public static string DrawInto(string text)
    {
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && begin < end
            ? $"{text[..(begin + Begin.Length)]}\n{Draw()}{text[end..]}"
            : throw new FormatException($"The text needs the lines '{Begin}' and '{End}', in this order.");
    }

    private static string Label(AuthTokenTrigger trigger) => trigger is AuthTokenTrigger.DateArrives ? "the date arrives" : $"{trigger}";
}
