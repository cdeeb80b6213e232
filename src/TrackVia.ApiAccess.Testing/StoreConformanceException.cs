namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// The exception that is thrown when a store fails a case. It describes what was done, what was expected, what was seen, and what it
/// means.
/// </summary>
public sealed class StoreConformanceException : Exception
{
    internal StoreConformanceException(StoreConformanceCase failed, string done, string expected, string seen, Exception? innerException)
        : base(
            $"""
            The store fails the case {failed.Name}.
            Proves:   {failed.Proves}
            Done:     {done.ReplaceLineEndings("\n          ")}
            Expected: {expected}
            Seen:     {seen}
            It means: {failed.FailureMeans}
            """,
            innerException)
    {
        Case = failed;
        Done = done;
        Expected = expected;
        Seen = seen;
    }

    /// <summary>Gets the case that the store fails.</summary>
    public StoreConformanceCase Case { get; }

    /// <summary>Gets what was done: the steps of a generated sequence, or the last calls, one on each line.</summary>
    public string Done { get; }

    /// <summary>Gets what was expected.</summary>
    public string Expected { get; }

    /// <summary>Gets what was seen instead.</summary>
    public string Seen { get; }
}
