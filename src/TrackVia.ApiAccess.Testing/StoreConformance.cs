using System.Reflection;
using TrackVia.ApiAccess.Testing.Cancellation;
using TrackVia.ApiAccess.Testing.Completeness;
using TrackVia.ApiAccess.Testing.Contract;
using TrackVia.ApiAccess.Testing.Durability;
using TrackVia.ApiAccess.Testing.Feed;
using TrackVia.ApiAccess.Testing.Fidelity;
using TrackVia.ApiAccess.Testing.Harness;
using TrackVia.ApiAccess.Testing.Histories;
using TrackVia.ApiAccess.Testing.Joining;
using TrackVia.ApiAccess.Testing.Nodes;
using TrackVia.ApiAccess.Testing.Races;
using TrackVia.ApiAccess.Testing.Sequences;
using TrackVia.ApiAccess.Testing.Uses;

namespace TrackVia.ApiAccess.Testing;

/// <summary>Every case of the conformance kit. A theory over <see cref="Cases"/> is the whole suite, in any test framework.</summary>
public static class StoreConformance
{
    /// <summary>Gets the cases, by theme.</summary>
    public static IReadOnlyList<StoreConformanceCase> Cases { get; } =
    [
        .. from type in Themes
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).OrderBy(method => method.MetadataToken)
           let proof = method.GetCustomAttribute<ProvesAttribute>()
           where proof is not null
           select new StoreConformanceCase(type.Namespace!.Split('.')[^1], proof, method.CreateDelegate<Func<CaseRun, Task>>()),
    ];

    /// <summary>Runs one case by its name.</summary>
    /// <param name="name">The name of the case, a <see cref="StoreConformanceCase.Name"/>.</param>
    /// <param name="fixture">The store under test. The caller disposes it.</param>
    /// <param name="cancellationToken">A token to cancel the run.</param>
    /// <returns>The outcome of the case.</returns>
    /// <exception cref="ArgumentException">No case has that name.</exception>
    /// <exception cref="StoreConformanceException">The store fails the case.</exception>
    public static Task<StoreConformanceOutcome> RunAsync(string name, StoreFixture fixture, CancellationToken cancellationToken = default)
    {
        var found = Cases.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"The kit does not have a case '{name}'. {nameof(StoreConformance)}.{nameof(Cases)} lists them.", nameof(name));
        return found.RunAsync(fixture, cancellationToken);
    }

    private static Type[] Themes =>
    [
        typeof(CompletenessCases),
        typeof(LoadCases),
        typeof(CommitCases),
        typeof(UniquenessCases),
        typeof(FindCases),
        typeof(HistoryCases),
        typeof(SequenceCases),
        typeof(RaceCases),
        typeof(LinearizabilityCases),
        typeof(FeedCases),
        typeof(WaitCases),
        typeof(FollowingCases),
        typeof(ContinuityCases),
        typeof(SharingCases),
        typeof(ReopeningCases),
        typeof(KillCases),
        typeof(DigestCases),
        typeof(ValueCases),
        typeof(SizeCases),
        typeof(CancellationCases),
        typeof(NodeCases),
        typeof(UseCases),
        typeof(JoinCases),
    ];
}
