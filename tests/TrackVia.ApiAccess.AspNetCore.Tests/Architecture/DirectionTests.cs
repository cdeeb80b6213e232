using TrackVia.ApiAccess.Tests.Architecture;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Architecture;

/// <summary>No folder of the package knows another one that knows it, directly or through others.</summary>
public sealed class DirectionTests
{
    private static readonly SourceFolders Folders = new(typeof(ApiAccessDefaults).Assembly);

    [Fact]
    public void No_folders_know_each_other_in_a_circle()
    {
        Assert.NotEmpty(Folders.WhyKnows("Management/Endpoints", "Management/Documents"));
        Assert.Equal("", string.Join(Environment.NewLine, Folders.Cycles()));
    }
}
