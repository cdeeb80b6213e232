namespace TrackVia.ApiAccess.Tests.Tokens;

public sealed class LifecycleDiagramTests
{
    private static readonly string Readme = Repository.PathOf("README.md");

    /// <summary>Run with APIACCESS_UPDATE_DOCS=1 after changing the lifecycle: it writes the diagram instead of comparing it.</summary>
    [Fact]
    public void The_READMEs_diagram_is_drawn_from_the_lifecycle()
    {
        var text = File.ReadAllText(Readme);
        var fresh = LifecycleDiagram.DrawInto(text);
        if (Environment.GetEnvironmentVariable("APIACCESS_UPDATE_DOCS") is "1")
        {
            File.WriteAllText(Readme, fresh);
        }
        else
        {
            Assert.Equal(fresh, text);
        }
    }

    [Fact]
    public void R15_R16_The_diagram_has_an_arrow_for_every_allowed_transition_and_no_other() => Assert.Equal(
        """
        ```mermaid
        stateDiagram-v2
            [*] --> Active: Create
            Active --> Deactivated: Deactivate
            Active --> Expired: the date arrives
            Deactivated --> Active: Resume
            Deactivated --> [*]: Delete
            Deactivated --> Expired: the date arrives
            Expired --> [*]: Delete
        ```

        """,
        LifecycleDiagram.Draw());

    [Fact]
    public void A_text_without_the_marks_is_refused() => Assert.Throws<FormatException>(() => LifecycleDiagram.DrawInto("# Title"));
}
