using System.Reflection;
using TrackVia.ApiAccess.Testing.Running;

namespace TrackVia.ApiAccess.Testing;

/// <summary>Every case of the conformance kit: a theory over <see cref="Cases"/> is the whole suite, in any test framework.</summary>
public static class StoreConformance
{
    /// <summary>Gets the cases, by theme.</summary>
    public static IReadOnlyList<StoreConformanceCase> Cases { get; } =
    [
        .. from type in Themes
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).OrderBy(method => method.MetadataToken)
           let proof = method.GetCustomAttribute<ProvesAttribute>()
           where proof is not null
           select new StoreConformanceCase(type.Namespace!.Split('.')[^1], proof, method.CreateDelegate<Func<Trial, Task>>()),
    ];

    /// <summary>Runs one case by its name.</summary>
    /// <param name="name">The name, as <see cref="StoreConformanceCase.Name"/> gives it.</param>
    /// <param name="fixture">The store under test. The caller disposes it.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How the case ended.</returns>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="StoreConformanceException">The store fails the case.</exception>
    public static Task<StoreConformanceOutcome> RunAsync(string name, StoreFixture fixture, CancellationToken cancellationToken = default)
    {
        var found = Cases.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"The kit has no case '{name}'. {nameof(StoreConformance)}.{nameof(Cases)} lists them.", nameof(name));
        return found.RunAsync(fixture, cancellationToken);
    }

    private static Type[] Themes =>
    [
        typeof(Completeness.CompletenessCases),
        typeof(Contract.LoadCases),
        typeof(Contract.CommitCases),
        typeof(Contract.UniquenessCases),
        typeof(Contract.FindCases),
        typeof(Contract.HistoryCases),
        typeof(Sequences.SequenceCases),
        typeof(Races.RaceCases),
        typeof(Histories.LinearizabilityCases),
        typeof(Feed.FeedCases),
        typeof(Feed.WaitCases),
        typeof(Feed.FollowingCases),
        typeof(Feed.ContinuityCases),
        typeof(Durability.SharingCases),
        typeof(Durability.ReopeningCases),
        typeof(Durability.KillCases),
        typeof(Fidelity.DigestCases),
        typeof(Fidelity.ValueCases),
        typeof(Fidelity.SizeCases),
        typeof(Cancellation.CancellationCases),
        typeof(Nodes.NodeCases),
        typeof(Uses.UseCases),
    ];
}
