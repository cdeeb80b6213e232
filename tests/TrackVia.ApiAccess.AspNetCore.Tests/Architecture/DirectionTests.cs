using System.Reflection;
using TrackVia.ApiAccess.Tests.Architecture;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Architecture;

/// <summary>No folder of the package knows another one that knows it, directly or by others.</summary>
public sealed class DirectionTests
{
    private const string Root = "TrackVia.ApiAccess.AspNetCore.";

    private static readonly Assembly Package = typeof(ApiAccessDefaults).Assembly;

    [Fact]
    public void No_folders_know_each_other_in_a_cycle()
    {
        var known = (
            from type in Package.GetTypes()
            where FolderOf(type) is not null
            from other in Reach.Of(type)
            where other.Assembly == Package && FolderOf(other) is not null && FolderOf(other) != FolderOf(type)
            select (From: FolderOf(type)!, To: FolderOf(other)!)).Distinct().ToLookup(arrow => arrow.From, arrow => arrow.To);

        Assert.Contains("Management.Documents", known["Management.Endpoints"]);
        Assert.All(known, folder => Assert.DoesNotContain(folder.Key, ReachedFrom(folder.Key)));

        HashSet<string> ReachedFrom(string folder)
        {
            var reached = new HashSet<string>();
            var open = new Stack<string>(known[folder]);
            while (open.TryPop(out var next))
            {
                if (reached.Add(next))
                {
                    foreach (var further in known[next])
                    {
                        open.Push(further);
                    }
                }
            }

            return reached;
        }
    }

    private static string? FolderOf(Type type) =>
        type.Namespace is { } name && name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..] : null;
}
