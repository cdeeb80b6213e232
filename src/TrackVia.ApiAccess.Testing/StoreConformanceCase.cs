using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing;

/// <summary>One case of the kit, which proves or disproves a duty of the store. Immutable, and safe for use by many threads.</summary>
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

    /// <summary>Gets the name, a sentence with underscores for spaces. The fact of the xunit package has the same name.</summary>
    public string Name => _run.Method.Name;

    /// <summary>Gets the theme of the case.</summary>
    public string Theme { get; }

    /// <summary>Gets a description of what the case proves, in a sentence or two.</summary>
    public string Proves { get; }

    /// <summary>Gets a description of what a failure means for a host that uses such a store.</summary>
    public string FailureMeans { get; }

    /// <summary>Gets the traits that the case needs. Without them, it does not apply.</summary>
    public StoreTraits Needs { get; }

    /// <summary>Runs the case on a store.</summary>
    /// <param name="fixture">The store under test, on empty storage. The caller disposes it.</param>
    /// <param name="cancellationToken">A token to cancel the run.</param>
    /// <returns>The outcome of the case.</returns>
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
            // On the thread pool, because the synchronization context of a test framework would serialize the races.
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

    /// <summary>Returns the name of the case.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
