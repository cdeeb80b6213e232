namespace TrackVia.ApiAccess.Tests.Tokens;

public sealed class LifecycleDiagramTests
{
    [Fact]
    public void The_READMEs_diagram_is_drawn_from_the_lifecycle() => FreshText.IsFresh(
        Repository.PathOf("README.md"), text => FreshText.Between(text, "lifecycle", LifecycleDiagram.Draw()));

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
    public void A_text_without_the_marks_is_refused() => Assert.Throws<FormatException>(() => FreshText.Between("# Title", "lifecycle", LifecycleDiagram.Draw()));
}
