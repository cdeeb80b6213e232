using FsCheck.Fluent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Histories;

internal static class LinearizabilityCases
{
    private const int Workers = 6;
    private const int CallsOfAWorker = 25;

    private enum Call
    {
        Load,
        LoadAndCommit,
        CommitWhatWasLoadedBefore,
        ReadHistory,
    }

    [Proves(
        "Concurrent loads, commits and history reads of one account return what they would have returned one after another, each taking effect between its start and its end.",
        FailureMeans = "A read returns a state that was already outdated when it started, or a commit does not take effect when it is acknowledged, so decisions rest on facts that are not true.")]
    public static async Task Concurrent_calls_on_an_account_are_linearizable(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var scripts = Arb.From(Gen.Elements(Enum.GetValues<Call>()).ArrayOf(CallsOfAWorker).ListOf(Workers));
        var values = trial.Values("scripts");
        foreach (var script in values.Sample(scripts, trial.Settings.Histories))
        {
            var account = await trial.NewAccount().PrepareAsync();
            var recorder = new Recorder(account.Id, account.State.Tokens.First().Id, trial.Stop);
            await Task.WhenAll(script.Select((calls, i) => Task.Run(() => RunAsync(recorder, handles[i % handles.Count], calls))));

            Linearizability.Check(account.State, recorder.Calls);
            await account.AdoptAsync();
            await account.CheckAsync();
        }
    }

    private static async Task RunAsync(Recorder recorder, IApiAccessStore store, Call[] calls)
    {
        var loaded = await recorder.LoadAsync(store);
        foreach (var call in calls)
        {
            if (call is Call.ReadHistory)
            {
                await recorder.ReadHistoryAsync(store);
                continue;
            }

            if (call is not Call.CommitWhatWasLoadedBefore)
            {
                loaded = await recorder.LoadAsync(store);
            }

            if (call is not Call.Load)
            {
                await recorder.CommitAsync(store, loaded);
            }
        }
    }
}
