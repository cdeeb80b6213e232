using System.Text;
using TrackVia.ApiAccess.Testing.Tests.Broken;

namespace TrackVia.ApiAccess.Testing.Tests.Documentation;

/// <summary>The generated parts of the documentation: the cases, the stores that run them, and the broken stores that they catch.</summary>
internal static class ConformanceDocument
{
    private const StoreTraits Whole = StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable;
    private const StoreTraits More = StoreTraits.RegistersNodes | StoreTraits.RecordsUsage;

    // Each store that runs the kit, with the traits that its fixture states.
    private static readonly (string Store, StoreTraits Traits)[] Stores =
    [
        ("In-memory", StoreTraits.WakesWaiters | More),
        ("In-memory, behind a server", Whole | More | StoreTraits.Restorable),
        ("SQLite", Whole | More | StoreTraits.Restorable),
        ("PostgreSQL", Whole | More | StoreTraits.Restorable),
        ("MariaDB", Whole | More | StoreTraits.Restorable),
        ("JSON files of `samples/CustomStore`", Whole),
    ];

    /// <summary>The list of cases in the README, with what each proves and what a failure means.</summary>
    public static string Cases()
    {
        var text = new StringBuilder();
        foreach (var theme in StoreConformance.Cases.GroupBy(one => one.Theme))
        {
            text.Append('\n').Append("### ").Append(theme.Key).Append("\n\n");
            foreach (var one in theme)
            {
                text.Append("- **").Append(Sentence(one.Name)).Append("**\n  Proves: ").Append(one.Proves)
                    .Append("\n  A failure means: ").Append(one.FailureMeans);
                if (one.Needs != StoreTraits.None)
                {
                    text.Append("\n  Needs: `").Append(one.Needs).Append("`.");
                }

                text.Append('\n');
            }
        }

        return text.Append('\n').ToString();
    }

    /// <summary>The tables of docs/conformance.md.</summary>
    public static string Tables()
    {
        var text = new StringBuilder("\n## Stores and cases\n\nEvery store passes every case that applies to it. A dash marks a case that needs a trait that the store does not have.\n\n");
        text.Append("| theme | case | ").AppendJoin(" | ", Stores.Select(store => store.Store)).Append(" |\n|---|---|")
            .AppendJoin("|", Stores.Select(_ => ":-:")).Append("|\n");
        foreach (var one in StoreConformance.Cases)
        {
            text.Append("| ").Append(one.Theme).Append(" | ").Append(Sentence(one.Name)).Append(" | ")
                .AppendJoin(" | ", Stores.Select(store => (store.Traits & one.Needs) == one.Needs ? "yes" : "–")).Append(" |\n");
        }

        text.Append("\n## Broken stores and what caught them\n\nEach broken store is a correct store with one fault.\n\n| fault | caught by |\n|---|---|\n");
        foreach (var (fault, caughtBy) in Faults.All)
        {
            text.Append("| ").Append(Sentence(fault)).Append(" | ").Append(Sentence(caughtBy)).Append(" |\n");
        }

        return text.Append('\n').ToString();
    }

    public static string Sentence(string name) => name.Replace('_', ' ');
}
