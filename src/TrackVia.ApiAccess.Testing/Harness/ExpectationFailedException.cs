using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>An expectation of a case that was not met. The case adds the rest of the message.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the kit: the case turns it into a StoreConformanceException.")]
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It never leaves the kit, and means nothing without what was expected and seen.")]
internal sealed class ExpectationFailedException(string expected, string seen, Exception? innerException = null)
    : Exception($"Expected: {expected}. Seen: {seen}.", innerException)
{
    public string Expected { get; } = expected;

    public string Seen { get; } = seen;

    /// <summary>Gets what was done, if the last calls do not show it well.</summary>
    public string? Story { get; init; }
}
