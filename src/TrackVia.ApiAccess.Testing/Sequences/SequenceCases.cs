using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Sequences;

internal static class SequenceCases
{
    [Proves(
        "After every step of any sequence of commands the account is what the model of R1 to R18 says; refusals change nothing; the history replays to the state (R26).",
        FailureMeans = "The store keeps some facts wrongly after some order of changes; the shortest such order that was found is shown.")]
    public static Task Any_sequence_of_commands_ends_where_the_model_does(CaseRun trial) =>
        trial.Values("sequences").CheckAsync(CommandArbitraries.Sequences(), trial.Settings.Sequences, sequence => SequenceRun.CheckAsync(trial, sequence));

    [Proves(
        "Sequences that begin near the cap never lead to more than 100 tokens, and deleting one frees one place (R10).",
        FailureMeans = "The store loses or doubles tokens in a full account, or counts deleted ones.")]
    public static Task R10_no_sequence_near_the_cap_exceeds_it(CaseRun trial) => trial.Values("sequences").CheckAsync(
        CommandArbitraries.CrowdedSequences(), trial.Settings.CrowdedSequences, crowded => SequenceRun.CheckAsync(trial, crowded.Sequence));
}
