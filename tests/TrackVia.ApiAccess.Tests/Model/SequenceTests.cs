using FsCheck.Xunit;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Model;

/// <summary>
/// After every step of any sequence of commands the account is what the model says, refusals changed nothing, the cap holds; at the end
/// the versions are gapless and the history replays to the state. Every store runs these.
/// </summary>
public abstract class SequenceTests
{
    [Property(Arbitrary = [typeof(CommandGenerators)])]
    public Task R1_R9_R10_R15_R16_R17_R26_Any_sequence_of_commands_ends_where_the_model_does(CommandSequence sequence) =>
        CheckAsync(sequence);

    [Property(Arbitrary = [typeof(CommandGenerators)], MaxTest = 15)]
    public Task R10_No_sequence_that_begins_near_the_cap_exceeds_it(CrowdedSequence crowded)
    {
        ArgumentNullException.ThrowIfNull(crowded);
        return CheckAsync(crowded.Sequence);
    }

    /// <summary>Opens an empty store, runs the check on it and closes it.</summary>
    protected abstract Task WithStoreAsync(Func<IApiAccessStore, Task> check);

    private Task CheckAsync(CommandSequence sequence) => WithStoreAsync(store => SequenceRun.CheckAsync(store, sequence));
}
