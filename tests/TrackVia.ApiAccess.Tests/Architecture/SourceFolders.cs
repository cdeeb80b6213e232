using System.Reflection;
using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Tests.Architecture;

/// <summary>The folders of a project's sources, and which of them know each other. The project's own folder, where hosts enter, is not one of them.</summary>
internal sealed partial class SourceFolders
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly ILookup<string, (string Folder, string Why)> _known;

    public SourceFolders(Assembly assembly)
    {
        var project = Repository.PathOf(Path.Combine("src", assembly.GetName().Name!));
        foreach (var file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!);
            if (folder is "bin" or "obj" || folder.StartsWith("bin/", StringComparison.Ordinal) || folder.StartsWith("obj/", StringComparison.Ordinal))
            {
                continue;
            }

            var text = File.ReadAllText(file);
            foreach (var name in Declared().Matches(text).Select(match => match.Groups["name"].Value))
            {
                _folders[$"{Namespace().Match(text).Groups["name"].Value}.{name}"] = folder;
            }
        }

        _known = (
            from type in assembly.GetTypes()
            let folder = Of(type)
            where folder is not null
            from known in Reach.Of(type)
            let other = known.Assembly == assembly ? Of(known) : null
            where other is not null && other != folder
            select (folder, other, why: $"{type} knows {known}"))
            .ToLookup(edge => edge.folder, edge => (edge.other, edge.why));
    }

    /// <summary>All folders that have types.</summary>
    public IReadOnlyCollection<string> All => _folders.Values.Where(folder => folder != ".").ToHashSet();

    /// <summary>The folder of a type; <see langword="null"/> for a type of the project's own folder, and for one that a compiler made outside any other.</summary>
    public string? Of(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return _folders.GetValueOrDefault($"{type.Namespace}.{type.Name.Split('`')[0]}") is { } folder and not "." ? folder : null;
    }

    /// <summary>Why one folder knows another; empty if it does not.</summary>
    public IEnumerable<string> WhyKnows(string folder, string other) =>
        _known[folder].Where(known => known.Folder == other).Select(known => known.Why).Distinct();

    /// <summary>Each pair of folders that can reach each other, with the reasons for the steps between the two that go straight.</summary>
    public IEnumerable<string> Cycles() =>
        from folder in All
        from other in Reached(folder)
        where string.CompareOrdinal(folder, other) < 0 && Reached(other).Contains(folder)
        from why in WhyKnows(folder, other).Concat(WhyKnows(other, folder))
        select $"{folder} <-> {other}: {why}";

    private HashSet<string> Reached(string folder)
    {
        var reached = new HashSet<string>();
        var next = new Stack<string>([folder]);
        while (next.TryPop(out var current))
        {
            foreach (var (other, _) in _known[current])
            {
                if (reached.Add(other))
                {
                    next.Push(other);
                }
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe) )*(?:class|struct|interface|enum|record struct|record|delegate [\w<>?]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
