using FsCheck.Xunit;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>
/// After every step of any sequence of commands, the account matches the kit's model, refusals have changed nothing, and the cap holds. At
/// the end, the versions have no gaps and the history replays to the state. Each store of this repository runs these tests.
/// </summary>
public abstract class SequenceTests
{
    [Property(Arbitrary = [typeof(CommandArbitraries)])]
    public Task R1_R9_R10_R15_R16_R17_R26_Any_sequence_of_commands_matches_the_model(CommandSequence sequence) => CheckAsync(sequence);

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 15)]
    public Task R10_No_sequence_that_begins_near_the_cap_exceeds_it(CrowdedSequence crowded)
    {
        ArgumentNullException.ThrowIfNull(crowded);
        return CheckAsync(crowded.Sequence);
    }

    /// <summary>Opens an empty store, runs the check on it and closes it.</summary>
    protected abstract Task WithStoreAsync(Func<IApiAccessStore, Task> check);

    private Task CheckAsync(CommandSequence sequence) => WithStoreAsync(store => SequenceRun.CheckAsync(store, sequence));
}
