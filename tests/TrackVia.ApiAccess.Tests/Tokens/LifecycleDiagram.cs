using System.Text;

namespace TrackVia.ApiAccess.Tests.Tokens;

/// <summary>Draws <see cref="AuthTokenLifecycle"/> as the README's Mermaid diagram: what is refused has no arrow.</summary>
internal static class LifecycleDiagram
{
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

    private static string Label(AuthTokenTrigger trigger) => trigger is AuthTokenTrigger.DateArrives ? "the date arrives" : $"{trigger}";
}
