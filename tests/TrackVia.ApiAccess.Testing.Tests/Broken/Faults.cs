using System.Reflection;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Every broken store, from the facts about them.</summary>
internal static class Faults
{
    public static IReadOnlyList<(string Fault, string CaughtBy)> All { get; } =
    [
        .. from type in typeof(Faults).Assembly.GetTypes()
           where type.IsSubclassOf(typeof(BrokenStoreTests))
           orderby type.Name
           from method in type.GetMethods().OrderBy(method => method.MetadataToken)
           let broken = method.GetCustomAttribute<BrokenStoreAttribute>()
           where broken is not null
           select (method.Name, broken.CaughtBy),
    ];
}
