using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Sequences;

internal static class SequenceCases
{
    [Proves(
        "After every step of any sequence of commands, the account matches the model of R1 to R18; refusals change nothing; and replaying the history results in the current state (R26).",
        FailureMeans = "The store records some facts incorrectly after changes in a certain order. The failure shows the shortest such sequence that was found.")]
    public static Task Any_sequence_of_commands_matches_the_model(CaseRun trial) =>
        trial.Values("sequences").CheckAsync(CommandArbitraries.Sequences(), trial.Settings.Sequences, sequence => SequenceRun.CheckAsync(trial, sequence));

    [Proves(
        "Sequences that start near the cap never result in more than 100 tokens, and deleting a token makes room for exactly one (R10).",
        FailureMeans = "The store loses or duplicates tokens in a full account, or counts deleted ones.")]
    public static Task R10_no_sequence_near_the_cap_exceeds_it(CaseRun trial) => trial.Values("sequences").CheckAsync(
        CommandArbitraries.CrowdedSequences(), trial.Settings.CrowdedSequences, crowded => SequenceRun.CheckAsync(trial, crowded.Sequence));
}
