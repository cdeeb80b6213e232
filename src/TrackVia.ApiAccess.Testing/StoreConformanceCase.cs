using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing;

/// <summary>One case of the kit: a duty of the store, proved or disproved. Immutable; safe for use by many threads.</summary>
public sealed class StoreConformanceCase
{
    private readonly Func<CaseRun, Task> _run;

    internal StoreConformanceCase(string theme, ProvesAttribute proof, Func<CaseRun, Task> run)
    {
        _run = run;
        Theme = theme;
        Proves = proof.Proves;
        FailureMeans = proof.FailureMeans;
        Needs = proof.Needs;
    }

    /// <summary>Gets the name: a sentence with underscores for spaces, the same as its fact's in the xunit package.</summary>
    public string Name => _run.Method.Name;

    /// <summary>Gets the theme under which it stands.</summary>
    public string Theme { get; }

    /// <summary>Gets what it proves, in a sentence or two.</summary>
    public string Proves { get; }

    /// <summary>Gets what a failure means for the host that uses such a store.</summary>
    public string FailureMeans { get; }

    /// <summary>Gets the traits without which it does not apply.</summary>
    public StoreTraits Needs { get; }

    /// <summary>Runs the case on a store.</summary>
    /// <param name="fixture">The store under test, on empty storage. The caller disposes it.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How the case ended.</returns>
    /// <exception cref="StoreConformanceException">The store fails the case.</exception>
    public async Task<StoreConformanceOutcome> RunAsync(StoreFixture fixture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        if ((fixture.Traits & Needs) != Needs)
        {
            return StoreConformanceOutcome.DoesNotApply;
        }

        var log = new CallLog();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // On the pool: a test framework's synchronisation context would make the races orderly.
            await Task.Run(() => CaseRun.RunAsync(fixture, log, _run, stop.Token), cancellationToken)
                .WithTimeout(fixture.Settings.Timeout, cancellationToken).ConfigureAwait(false);
            return StoreConformanceOutcome.Passed;
        }
        catch (ExpectationFailedException unmet)
        {
            throw new StoreConformanceException(this, unmet.Story ?? log.Render(), unmet.Expected, unmet.Seen, unmet.InnerException);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreConformanceException(
                this, log.Render(), "no exception", $"{exception.GetType().Name}: {exception.Message}", exception);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
